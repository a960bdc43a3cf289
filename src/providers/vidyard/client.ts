import {defined} from '../../core/defined.ts'
import {Type} from 'typebox'
import {Value} from 'typebox/value'
import {HooksError} from '../../core/errors.ts'
import type {NewWebhook, Webhook, WebhookApi, WebhookChanges} from '../../core/webhook.ts'
import type {HttpClient} from '../../http/client.ts'
import {
  EVENTS_OF,
  listItems,
  type Kind,
  createSecret,
  toWebhook,
  WireFault,
  WireList,
  WireRegistered,
} from './wire.ts'

export const BASE_URL = 'https://api.vidyard.com'
const ANALYTICS_BASE_URL = 'https://analytics-api.vidyard.com'
/** Path of the second API, which can list and update webhooks. */
const INTEGRATIONS = '/v1/integrations/webhooks'

export type Connection = {
  /** The Dashboard API. */
  readonly dashboard: HttpClient
  /** The API of analytics webhooks. */
  readonly analytics: HttpClient
  readonly authToken: string
  /** The organization that webhooks belong to; only the Dashboard API needs it. */
  readonly organization: string | undefined
}

/**
 * Calls Vidyard's two APIs: the Dashboard API registers and deletes webhooks, and a second API
 * lists and updates analytics webhooks. Neither can show or change player webhooks.
 *
 * The token is sent in the body if there is one, and otherwise in the query: there is no header for
 * it.
 */
export function createWebhookApi(connection: Connection): WebhookApi {
  const {analytics, authToken} = connection
  const query = {auth_token: authToken}

  return {
    create: (webhook) => create(connection, webhook),

    async list({kind, event} = {}) {
      if (kind === 'players') throw createUnsupportedError('does not list player webhooks')
      const webhooks = await list(connection)
      return webhooks.filter(({events}) => event === undefined || events.includes(event))
    },

    get: (id) => get(connection, id),

    async update(id, changes) {
      const body = {...toWireChanges(changes), auth_token: authToken}
      await analytics.put(`${INTEGRATIONS}/${encodeSegment(id)}`, body, Type.Unknown(), {
        what: `analytics webhook ${JSON.stringify(id)}`,
      })
      return get(connection, id)
    },

    async delete(id, known) {
      const kind = known?.kind
      if (kind !== undefined) return remove(connection, kind, id)
      if (connection.organization === undefined) {
        const what = `analytics webhook ${JSON.stringify(id)}`
        return analytics.delete(`${INTEGRATIONS}/${encodeSegment(id)}`, {query, what})
      }
      return removeOfAnyKind(connection, id)
    },
  }
}

/** The second API's base URL: a separate host at Vidyard, elsewhere the same as the first's. */
export function toAnalyticsUrl(baseUrl: string): string {
  return baseUrl === BASE_URL ? ANALYTICS_BASE_URL : baseUrl
}

/** Vidyard's message in an error body; undefined if there is none. */
export function findSentence(body: unknown): string | undefined {
  if (!Value.Check(WireFault, body)) return undefined
  if ('error' in body) return body.error
  return 'message' in body ? body.message : body.errors.join('; ')
}

/** Without an organization, an analytics webhook is registered in that of the token. */
async function create(connection: Connection, webhook: NewWebhook): Promise<Webhook> {
  const {dashboard, analytics, authToken} = connection
  const {url, events, secret = createSecret(), options = {}} = webhook
  const kind = webhook.kind ?? findKind(events)
  const organization = webhook.scope ?? connection.organization
  const body = {
    url,
    security_key: secret,
    event_subscriptions: events,
    ...toSettings(options),
    auth_token: authToken,
  }
  const {webhook_id: id} =
    kind === 'analytics' && organization === undefined
      ? await analytics.post(INTEGRATIONS, body, WireRegistered)
      : await dashboard.post(toPath(organization, kind), body, WireRegistered)
  return {
    id: String(id),
    provider: 'vidyard',
    kind,
    ...defined({scope: organization}),
    url,
    events,
    state: 'enabled',
    ...(Object.keys(options).length === 0 ? {} : {options}),
    createdAt: new Date(),
    secret,
  }
}

async function list({analytics, authToken}: Connection): Promise<Webhook[]> {
  const answer = await analytics.get(INTEGRATIONS, WireList, {query: {auth_token: authToken}})
  const items = listItems(answer)
  if (items === undefined) {
    throw new HooksError('rejected', 'Vidyard answered with unexpected data: no list of webhooks', {
      hint: 'check the base URL; a proxy or another server may have answered',
    })
  }
  return items.map(toWebhook).toSorted((a, b) => Number(a.id) - Number(b.id))
}

/** Searches the list, because there is no request for a single webhook. */
async function get(connection: Connection, id: string): Promise<Webhook> {
  const webhook = (await list(connection)).find((each) => each.id === id)
  if (webhook !== undefined) return webhook
  throw new HooksError('not_found', `Vidyard has no analytics webhook ${JSON.stringify(id)}`)
}

/** Webhooks of both kinds may have the same number; the kind that can be listed is tried first. */
async function removeOfAnyKind(connection: Connection, id: string): Promise<void> {
  try {
    await remove(connection, 'analytics', id)
  } catch (error) {
    if (!(error instanceof HooksError) || error.code !== 'not_found') throw error
    await remove(connection, 'players', id)
  }
}

async function remove(
  {dashboard, authToken, organization}: Connection,
  kind: string,
  id: string,
): Promise<void> {
  await dashboard.delete(`${toPath(organization, kind)}/${encodeSegment(id)}`, {
    query: {auth_token: authToken},
    what: `webhook ${id}`,
  })
}

/** @throws HooksError usage, without an organization */
function toPath(organization: string | undefined, kind: string): string {
  if (organization === undefined) {
    throw new HooksError('usage', 'Vidyard requires an organization', {
      hint: 'set it with --scope ID or HOOKS_SCOPE',
    })
  }
  return `/dashboard/v1/organizations/${encodeSegment(organization)}/webhooks/${kind}`
}

function findKind(events: readonly string[]): Kind {
  const players: readonly string[] = EVENTS_OF.players
  return events.some((name) => players.includes(name)) ? 'players' : 'analytics'
}

/** Refuses `securityKeyIn` too: Vidyard decides where it is sent. @throws HooksError usage */
function toSettings({settings, ...others}: NonNullable<NewWebhook['options']>): {
  settings?: unknown
} {
  const [other] = Object.keys(others)
  if (other === undefined) return defined({settings})
  throw new HooksError('usage', `Vidyard has no option ${JSON.stringify(other)}`, {
    hint: 'leave the option out, or use a hooks server: --profile local',
  })
}

function toWireChanges({url, events, secret, state, options}: WebhookChanges) {
  if (state !== undefined) throw createUnsupportedError('cannot enable or disable a webhook')
  if (options !== undefined) throw createUnsupportedError('cannot change the options of a webhook')
  return {
    ...defined({url, security_key: secret, event_subscriptions: events}),
  }
}

function createUnsupportedError(what: string): HooksError {
  return new HooksError('unsupported', `Vidyard ${what}`)
}

/** @throws HooksError not_found, for an id that would change the path of the URL, such as `..` */
function encodeSegment(id: string): string {
  if (/^[\w-]+$/.test(id)) return id
  throw new HooksError('not_found', `${JSON.stringify(id)} is not a Vidyard id`)
}
