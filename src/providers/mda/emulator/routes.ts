import {STATUS_CODES} from 'node:http'
import type {FastifyPluginAsyncTypebox} from '@fastify/type-provider-typebox'
import type {FastifyInstance, FastifyRequest} from 'fastify'
import {Type} from 'typebox'
import type {Event} from '../../../core/event.ts'
import {sameText} from '../../../core/signing/token.ts'
import type {Webhook, WebhookChanges} from '../../../core/webhook.ts'
import type {ListedDelivery} from '../../../store/rows/delivery.ts'
import type {Store} from '../../../store/index.ts'
import type {StoredWebhook} from '../../../store/rows/stored-webhook.ts'
import type {DialectOptions} from '../../emulator/contract.ts'
import {answerFaults} from '../../emulator/requests.ts'
import {onlyWebhook, type Saved} from '../../emulator/only-webhook.ts'
import type {DialectAnswer} from '../../emulator/fault.ts'
import type {Assumptions} from '../../contract/assumptions.ts'
import {Fault, FAULT_SHAPE, readForm, readParameters} from './faults.ts'
import {password} from '../proof.ts'
import {EVENT_NAMES, optionsOf, projectId, withoutProtocol} from '../wire.ts'

const PREFIX = '/api/v1'
const Project = Type.Object({project_id: Type.String()})
const ProjectEvent = Type.Object({project_id: Type.String(), event_id: Type.String()})

/** Mobile Data Anywhere's API for the webhook of a project, answered from our store. */
export const mdaDialect: FastifyPluginAsyncTypebox<DialectOptions> = async (app, options) => {
  await app.register(api, {...options, prefix: PREFIX})
}

const api: FastifyPluginAsyncTypebox<DialectOptions> = async (app, options) => {
  const authenticated = async (request: FastifyRequest) => authenticate(request, options)
  takeParameters(app, options.assume)
  answerFaults(app, FAULT_SHAPE)
  // Everything but the time wants authentication, what does not exist too.
  app.setNotFoundHandler({preHandler: authenticated}, () => {
    throw new Fault(404, 'no such address')
  })

  app.get('/time', async () => success(Math.floor(options.clock.now() / 1000)))
  await app.register(webHookRoutes, {...options, prefix: '/projects/:project_id/web_hook'})
}

/** The bodies of calls: JSON, or a form, as far as each is assumed to be taken. */
function takeParameters(app: FastifyInstance, {requestEncoding}: Assumptions): void {
  const refuse = () => new Fault(400, 'the body is neither JSON nor a form')
  if (requestEncoding === 'form') app.removeContentTypeParser('application/json')
  if (requestEncoding !== 'json') {
    app.addContentTypeParser(
      'application/x-www-form-urlencoded',
      {parseAs: 'string'},
      // `parseAs` says string.
      (_, body, done) => done(null, readForm(body as string)),
    )
  }
  app.addContentTypeParser('*', {parseAs: 'string'}, (_, body, done) => {
    if (body === '') done(null, undefined)
    else done(refuse())
  })
}

const webHookRoutes: FastifyPluginAsyncTypebox<DialectOptions> = async (app, options) => {
  const {store, clock, assume, publish} = options
  app.addHook('onRequest', async (request) => authenticate(request, options))

  app.get('/', {schema: {params: Project}}, async ({params}) => {
    const webhook = await findWebhook(store, projectOf(params))
    if (webhook === undefined) return absent(assume)
    return success(config(webhook, assume, assume['getShowsParameters'] === true))
  })

  app.put('/', {schema: {params: Project}}, async ({params, body}, reply) => {
    const project = projectOf(params)
    const {webhook, isNew} = await save(project, readParameters(body, options), options)
    if (isNew) reply.code(Number(assume['createdStatus']))
    return success(config(webhook, assume, true))
  })

  app.delete('/', {schema: {params: Project}}, async ({params}) => {
    const webhook = await findWebhook(store, projectOf(params))
    if (webhook === undefined) return absent(assume)
    await store.webhooks.delete('mda', webhook.id)
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

/** The answer of a project that has no web hook. @throws Fault 404 */
function absent({absentWebHook}: Assumptions) {
  if (absentWebHook === 'null') return success(null)
  throw noWebHook()
}

function noWebHook(): Fault {
  return new Fault(404, 'the project has no web hook')
}

/** @throws Fault 403 */
function authenticate({headers}: FastifyRequest, {apiKey, clock, assume}: DialectOptions): void {
  // The vendor's page spells them as Rack does, with a prefix that no client would send.
  const {headerSpelling} = assume
  const plain = headerSpelling === 'rack' ? {} : headers
  const rack = headerSpelling === 'plain' ? {} : headers
  const time = plain['x-api-timestamp'] ?? rack['http-x-api-timestamp']
  const authorization = plain.authorization ?? rack['http-authorization']
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

function findWebhook(store: Store, scope: string): Promise<StoredWebhook | undefined> {
  return onlyWebhook(store, {provider: 'mda', scope}).find()
}

/** @throws Fault 404 */
async function requireWebhook(store: Store, scope: string): Promise<StoredWebhook> {
  const webhook = await findWebhook(store, scope)
  if (webhook === undefined) throw noWebHook()
  return webhook
}

/** Changes the webhook of a project, or makes it. @throws Fault 400 */
function save(
  scope: string,
  changes: WebhookChanges,
  {store, assume}: DialectOptions,
): Promise<Saved> {
  const usual = assume['enabledByDefault'] === true ? 'enabled' : 'disabled'
  const {url, state = usual} = changes
  if (url === undefined && assume['putNeedsEndpoint'] === true) throw noEndpoint()
  return onlyWebhook(store, {provider: 'mda', scope}).save(changes, () => {
    if (url === undefined) throw noEndpoint()
    return {...changes, url, state, events: EVENT_NAMES}
  })
}

function noEndpoint(): Fault {
  return new Fault(400, 'endpoint is missing')
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
export function mdaBadAddress(url: string): DialectAnswer | undefined {
  if (!url.startsWith(`${PREFIX}/`)) return undefined
  const {status, body} = new Fault(400, 'the address cannot be read')
  return {status, body}
}
