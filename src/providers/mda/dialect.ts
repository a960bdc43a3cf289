import {STATUS_CODES} from 'node:http'
import type {FastifyPluginAsyncTypebox} from '@fastify/type-provider-typebox'
import type {FastifyError, FastifyRequest} from 'fastify'
import {Type} from 'typebox'
import {HooksError} from '../../core/errors.ts'
import type {Event} from '../../core/event.ts'
import {sameText} from '../../core/token.ts'
import type {Webhook, WebhookChanges} from '../../core/webhook.ts'
import type {ListedDelivery} from '../../store/delivery-row.ts'
import type {Store} from '../../store/index.ts'
import type {StoredWebhook} from '../../store/webhooks.ts'
import type {DialectOptions} from '../dialect.ts'
import type {Assumptions} from '../provider.ts'
import {Fault, readForm, readParameters} from './faults.ts'
import {password} from './proof.ts'
import {EVENT_NAMES, optionsOf, projectId, withoutProtocol} from './wire.ts'

const PREFIX = '/api/v1'
const Project = Type.Object({project_id: Type.String()})
const ProjectEvent = Type.Object({project_id: Type.String(), event_id: Type.String()})

/** Mobile Data Anywhere's API for the webhook of a project, answered from our store. */
export const mdaDialect: FastifyPluginAsyncTypebox<DialectOptions> = async (app, options) => {
  await app.register(api, {...options, prefix: PREFIX})
}

const api: FastifyPluginAsyncTypebox<DialectOptions> = async (app, options) => {
  const authenticated = async (request: FastifyRequest) => authenticate(request, options)
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    {parseAs: 'string'},
    // `parseAs` says string.
    (_, body, done) => done(null, readForm(body as string)),
  )
  app.addContentTypeParser('*', {parseAs: 'string'}, (_, body, done) => {
    if (body === '') done(null, undefined)
    else done(new Fault(400, 'the body is neither JSON nor a form'))
  })
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const fault = toFault(error)
    if (fault.status === 500) request.log.error(error)
    return reply.code(fault.status).send(fault.body)
  })
  // Everything but the time wants authentication, what does not exist too.
  app.setNotFoundHandler({preHandler: authenticated}, () => {
    throw new Fault(404, 'no such address')
  })

  app.get('/time', async () => success(Math.floor(options.clock.now() / 1000)))
  await app.register(webHookRoutes, {...options, prefix: '/projects/:project_id/web_hook'})
}

const webHookRoutes: FastifyPluginAsyncTypebox<DialectOptions> = async (app, options) => {
  const {store, clock, assume, publish} = options
  app.addHook('onRequest', async (request) => authenticate(request, options))

  app.get('/', {schema: {params: Project}}, async ({params}) => {
    const webhook = await requireWebhook(store, projectOf(params))
    return success(config(webhook, assume, assume['getShowsParameters'] === true))
  })

  app.put('/', {schema: {params: Project}}, async ({params, body}) => {
    const project = projectOf(params)
    const webhook = await save(store, project, readParameters(body, assume), assume)
    return success(config(webhook, assume, true))
  })

  app.delete('/', {schema: {params: Project}}, async ({params}) => {
    const {id} = await requireWebhook(store, projectOf(params))
    await store.webhooks.delete('mda', id)
    return success('deleted')
  })

  app.post('/trigger_session_test', {schema: {params: Project}}, async ({params}) => {
    const scope = projectOf(params)
    const {state} = await requireWebhook(store, scope)
    if (state === 'disabled' && assume['testNeedsEnabled'] === true) {
      throw new Fault(400, 'the web hook is not enabled')
    }
    const type = 'session.test'
    const seconds = clock.now() / 1000
    const payload = {session_id: null, event_type: type, event_timestamp: seconds}
    return success(wireEvent(await publish({type, payload, scope}), undefined, assume))
  })

  app.get('/events/:event_id', {schema: {params: ProjectEvent}}, async ({params}) => {
    const scope = projectOf(params)
    const event = await findEvent(store, scope, params.event_id)
    const [delivery] = await store.deliveries.list({eventId: event.id, limit: 1})
    const webhook = await findWebhook(store, scope)
    const endpoint = webhook === undefined ? {} : {endpoint: withoutProtocol(webhook.url)}
    // The vendor's samples of this answer, and of no other, have no message.
    return {status: 'success', result: {...wireEvent(event, delivery, assume), ...endpoint}}
  })
}

function success<Result>(result: Result) {
  return {status: 'success', message: 'success', result}
}

/** @throws Fault 403 */
function authenticate({headers}: FastifyRequest, {apiKey, clock, assume}: DialectOptions): void {
  // The vendor's page spells them as Rack does, with a prefix that no client would send.
  const time = headers['x-api-timestamp'] ?? headers['http-x-api-timestamp']
  const authorization = headers.authorization ?? headers['http-authorization']
  if (typeof time !== 'string' || typeof authorization !== 'string') {
    throw new Fault(403, 'X-API-TIMESTAMP and Authorization are needed')
  }
  const [, encoded = ''] = /^basic +(\S+)$/i.exec(authorization.trim()) ?? []
  const credentials = Buffer.from(encoded, 'base64').toString()
  // A password is base64 and holds no colon; a user name may.
  const colon = credentials.lastIndexOf(':')
  const expected = password(apiKey, credentials.slice(0, Math.max(colon, 0)), time)
  const isKnown = colon >= 0 && sameText(credentials.slice(colon + 1), expected)
  if (!isKnown) throw new Fault(403, 'the password is wrong')
  const apart = Math.abs(clock.now() / 1000 - Number(time))
  if (/^\d{1,12}$/.test(time) && apart <= Number(assume['clockWindowSeconds'])) return
  throw new Fault(403, "the timestamp is too far from the server's time")
}

/** The project as a scope. @throws Fault 400 */
function projectOf({project_id}: {project_id: string}): string {
  if (/^[1-9]\d{0,14}$/.test(project_id)) return project_id
  throw new Fault(400, 'project_id is not an integer')
}

async function findWebhook(store: Store, scope: string): Promise<StoredWebhook | undefined> {
  return (await store.webhooks.list({provider: 'mda', scope}))[0]
}

/** @throws Fault 404 */
async function requireWebhook(store: Store, scope: string): Promise<StoredWebhook> {
  const webhook = await findWebhook(store, scope)
  if (webhook === undefined) throw new Fault(404, 'the project has no web hook')
  return webhook
}

/** Changes the webhook of a project, or makes it. @throws Fault 400 */
async function save(
  store: Store,
  scope: string,
  changes: WebhookChanges,
  assume: Assumptions,
): Promise<StoredWebhook> {
  const held = await findWebhook(store, scope)
  if (held !== undefined) {
    const options = {...held.options, ...changes.options}
    return store.webhooks.update(held.id, {...changes, options})
  }
  const {url, state = assume['enabledByDefault'] === true ? 'enabled' : 'disabled'} = changes
  if (url === undefined) throw new Fault(400, 'endpoint is missing')
  try {
    const events = EVENT_NAMES
    const made = {...changes, provider: 'mda', scope, url, state, events, maxPerScope: 1}
    return await store.webhooks.create(made)
  } catch (error) {
    // Another request made it meanwhile.
    if (error instanceof HooksError && error.code === 'rejected') {
      return save(store, scope, changes, assume)
    }
    throw error
  }
}

/** A webhook as the vendor shows it. Its Authorization value is never shown. */
function config(webhook: StoredWebhook, assume: Assumptions, withParameters: boolean) {
  const {enableHttpAuthorization = false, customParameters = {}} = optionsOf(webhook)
  return {
    client_id: assume['clientId'],
    project_id: projectId(webhook.scope),
    endpoint: withoutProtocol(webhook.url),
    enable_http_authorization: enableHttpAuthorization,
    enable_web_hook: isOn(webhook),
    ...(withParameters ? {[String(assume['parametersSpelling'])]: customParameters} : {}),
  }
}

function isOn({state}: Webhook): boolean {
  return state !== 'disabled'
}

/** @throws Fault 404 */
async function findEvent(store: Store, scope: string, id: string): Promise<Event> {
  const seq = /^[1-9]\d{0,14}$/.test(id) ? Number(id) : 0
  const [event] = await store.events.list({provider: 'mda', before: seq + 1, limit: 1})
  if (event?.seq === seq && event.scope === scope) return event
  throw new Fault(404, 'the project has no such event')
}

/** An event as the vendor shows it: how its delivery ended, null until then. */
function wireEvent(event: Event, delivery: ListedDelivery | undefined, assume: Assumptions) {
  const {session_id = null, client_id, project_id, event_timestamp} = event.payload
  return {
    id: event.seq,
    client_id: client_id ?? assume['clientId'],
    project_id: project_id ?? projectId(event.scope),
    session_id,
    event_type: event.type,
    event_timestamp: event_timestamp ?? event.createdAt.getTime() / 1000,
    ...response(delivery, assume),
  }
}

function response(delivery: ListedDelivery | undefined, assume: Assumptions) {
  if (delivery === undefined || delivery.state === 'pending') {
    return {response_code: null, response_message: null}
  }
  const {code, reason, state} = delivery
  if (code !== undefined) {
    return {response_code: code, response_message: STATUS_CODES[code] ?? 'Unknown'}
  }
  const words = (reason ?? state).replaceAll('_', ' ')
  return {response_code: assume['connectionFailureCode'], response_message: words}
}

/** What an address that the router itself refuses is answered with; undefined where it is not the vendor's. */
export function mdaBadAddress(url: string): {status: number; body: object} | undefined {
  if (!url.startsWith(`${PREFIX}/`)) return undefined
  const {status, body} = new Fault(400, 'the address cannot be read')
  return {status, body}
}

function toFault(error: Error & {statusCode?: number}): Fault {
  if (error instanceof Fault) return error
  if (error instanceof HooksError && error.code === 'not_found')
    return new Fault(404, error.message)
  if (error.statusCode === 413) return new Fault(413, 'the body is too large')
  if (error.statusCode !== undefined && error.statusCode < 500) {
    return new Fault(400, 'the body cannot be read')
  }
  return new Fault(500, 'hooks failed to answer')
}
