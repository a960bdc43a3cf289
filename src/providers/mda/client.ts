import {setTimeout as pause} from 'node:timers/promises'
import {Value} from 'typebox/value'
import {HooksError} from '../../core/errors.ts'
import type {
  NewWebhook,
  Webhook,
  WebhookApi,
  WebhookChanges,
  WebhookTest,
} from '../../core/webhook.ts'
import type {HttpClient} from '../../http/client.ts'
import type {Credentials} from '../contract/account.ts'
import {computePassword} from './proof.ts'
import {
  EVENT_NAMES,
  fromChanges,
  toWebhook,
  WireEventAnswer,
  WireFault,
  type WireEvent,
  WireWebHookAnswer,
} from './wire.ts'

/** Milliseconds between two requests for the result of a test: starts with the first, doubles up to the last. */
const FIRST_POLL_MS = 100
const LAST_POLL_MS = 2000

/** Mobile Data Anywhere's endpoints for the one webhook of a project; its id is that of the project. */
export function createWebhookApi(
  http: HttpClient,
  credentials: Credentials,
  scope?: string,
): WebhookApi {
  const sendAuthenticated = (id: string) => ({
    // Valid for a short time only, and waiting for a rate limit may have taken longer.
    headers: () => createAuthHeaders(credentials),
    what: `webhook for project ${id}`,
  })
  const get = async (id: string): Promise<Webhook> =>
    toWebhook((await http.get(toPath(id), WireWebHookAnswer, sendAuthenticated(id))).result)
  const put = async (id: string, changes: WebhookChanges): Promise<Webhook> =>
    toWebhook(
      (await http.put(toPath(id), fromChanges(changes), WireWebHookAnswer, sendAuthenticated(id)))
        .result,
    )
  const find = (id: string) => get(id).catch(toUndefinedIfMissing)

  return {
    get,

    async create(webhook) {
      const project = requireProject(webhook.scope ?? scope)
      refuseProof(webhook)
      if ((await find(project)) !== undefined) throw createTakenError(project)
      return put(project, {...webhook, state: 'enabled'})
    },

    async list({event, scope: wanted} = {}) {
      const webhook = await find(requireProject(wanted ?? scope))
      if (webhook === undefined) return []
      return event === undefined || webhook.events.includes(event) ? [webhook] : []
    },

    async update(id, changes) {
      refuseChanges(changes)
      // A PUT would create a missing webhook.
      await get(id)
      return put(id, changes)
    },

    async delete(id) {
      await http.delete(toPath(id), sendAuthenticated(id))
    },

    async test(id, timeoutMs) {
      const until = performance.now() + timeoutMs
      const path = `${toPath(id)}/trigger_session_test`
      let {result} = await http.post(path, undefined, WireEventAnswer, sendAuthenticated(id))
      for (
        let waitMs = FIRST_POLL_MS;
        !isAnswered(result);
        waitMs = Math.min(2 * waitMs, LAST_POLL_MS)
      ) {
        if (performance.now() + waitMs > until) throw createUnansweredError(result, timeoutMs)
        await pause(waitMs)
        const event = `${toPath(id)}/events/${result.id}`
        result = (await http.get(event, WireEventAnswer, sendAuthenticated(id))).result
      }
      return toTest(result)
    },
  }
}

/** The vendor's error message in a body. */
export function findSentence(body: unknown): string | undefined {
  if (!Value.Check(WireFault, body)) return undefined
  return body.message ?? body.status
}

/** Two headers that are valid now. */
function createAuthHeaders({username = '', apiSecret = ''}: Credentials): Record<string, string> {
  const timestamp = String(Math.floor(Date.now() / 1000))
  const pair = `${username}:${computePassword(apiSecret, username, timestamp)}`
  return {
    'x-api-timestamp': timestamp,
    authorization: `Basic ${Buffer.from(pair).toString('base64')}`,
  }
}

function toPath(id: string): string {
  if (!/^\d{1,15}$/.test(id)) {
    throw new HooksError('not_found', `Mobile Data Anywhere has no webhook ${JSON.stringify(id)}`, {
      hint: 'the id of a webhook is the number of its project',
    })
  }
  return `/api/v1/projects/${id}/web_hook`
}

/** @throws HooksError usage */
function requireProject(scope: string | undefined): string {
  if (scope !== undefined && /^\d{1,15}$/.test(scope)) return scope
  const problem =
    scope === undefined ? 'no project is given' : `project ${scope} is not a whole number`
  throw new HooksError('usage', problem, {hint: 'name the project by its number: --scope NUMBER'})
}

/** @throws HooksError unsupported or usage */
function refuseProof({secret, url}: NewWebhook | WebhookChanges): void {
  if (secret !== undefined) {
    throw new HooksError(
      'unsupported',
      'Mobile Data Anywhere does not sign deliveries and accepts no secret',
      {
        hint: 'use the option httpAuthorizationValue, which is sent as the Authorization header',
      },
    )
  }
  if (url === undefined || !/^http:/i.test(url)) return
  throw new HooksError('usage', `url ${JSON.stringify(url)} is not https`, {
    hint: 'Mobile Data Anywhere sends over https only',
  })
}

/** @throws HooksError unsupported or usage */
function refuseChanges(changes: WebhookChanges): void {
  refuseProof(changes)
  const {state, events} = changes
  if (state === 'paused') {
    throw new HooksError('unsupported', 'Mobile Data Anywhere cannot pause a webhook', {
      hint: 'disable it; events that happen in the meantime are not sent later',
    })
  }
  if (events === undefined || EVENT_NAMES.every((name) => events.includes(name))) return
  throw new HooksError('unsupported', 'Mobile Data Anywhere sends all of its events', {
    hint: 'leave the events out',
  })
}

/** @throws every error except a missing webhook */
function toUndefinedIfMissing(error: unknown): undefined {
  if (!(error instanceof HooksError && error.code === 'not_found')) throw error
}

function createTakenError(project: string): HooksError {
  return new HooksError('rejected', `project ${project} already has a webhook`, {
    hint: `a project has one; change it with: hooks update ${project}`,
  })
}

function isAnswered({response_code}: WireEvent): boolean {
  return response_code !== undefined && response_code !== null
}

/** A code that no receiver can send means that there was no response. */
function toTest({id, event_timestamp, response_code, response_message}: WireEvent): WebhookTest {
  const code = response_code ?? 0
  return {
    event: String(id),
    sentAt: new Date((event_timestamp ?? 0) * 1000),
    ...(code >= 100 && code <= 599 ? {code} : {}),
    message: response_message ?? '',
  }
}

function createUnansweredError({id}: WireEvent, timeoutMs: number): HooksError {
  return new HooksError(
    'unreachable',
    `Mobile Data Anywhere has no response for event ${id} after ${timeoutMs / 1000} s`,
    {hint: 'use a longer --timeout, or check whether the receiver responds'},
  )
}
