import {STATUS_CODES} from 'node:http'
import type {FastifyPluginAsyncTypebox} from '@fastify/type-provider-typebox'
import type {FastifyInstance, FastifyRequest} from 'fastify'
import {Type} from 'typebox'
import type {Event} from '../../../core/event.ts'
import {isSameText} from '../../../core/signing/token.ts'
import type {Webhook, WebhookChanges} from '../../../core/webhook.ts'
import type {ListedDelivery} from '../../../store/rows/delivery.ts'
import type {Store} from '../../../store/index.ts'
import type {StoredWebhook} from '../../../store/rows/stored-webhook.ts'
import type {EmulatorOptions} from '../../emulator/contract.ts'
import {answerFaults} from '../../emulator/requests.ts'
import {createOnlyWebhook, type Saved} from '../../emulator/only-webhook.ts'
import type {EmulatorAnswer} from '../../emulator/fault.ts'
import type {Assumptions} from '../../contract/assumptions.ts'
import {Fault, FAULT_SHAPE, readForm, readParameters} from './faults.ts'
import {computePassword} from '../proof.ts'
import {EVENT_NAMES, readWebhookOptions, toProjectId, omitProtocol} from '../wire.ts'

const PREFIX = '/api/v1'
const Project = Type.Object({project_id: Type.String()})
const ProjectEvent = Type.Object({project_id: Type.String(), event_id: Type.String()})

/** Mobile Data Anywhere's API for the webhook of a project, served from the hooks store. */
export const emulateMda: FastifyPluginAsyncTypebox<EmulatorOptions> = async (app, options) => {
  await app.register(addApiRoutes, {...options, prefix: PREFIX})
}

const addApiRoutes: FastifyPluginAsyncTypebox<EmulatorOptions> = async (app, options) => {
  const requireAuthentication = async (request: FastifyRequest) => authenticate(request, options)
  takeParameters(app, options.assume)
  answerFaults(app, FAULT_SHAPE)
  // Everything except the time requires authentication, including unknown paths.
  app.setNotFoundHandler({preHandler: requireAuthentication}, () => {
    throw new Fault(404, 'no such address')
  })

  app.get('/time', async () => wrapResult(Math.floor(options.clock.now() / 1000)))
  await app.register(addWebHookRoutes, {...options, prefix: '/projects/:project_id/web_hook'})
}

/** Accepts request bodies as JSON, as a form, or both, depending on the assumptions. */
function takeParameters(app: FastifyInstance, {requestEncoding}: Assumptions): void {
  const refuse = () => new Fault(400, 'the body is neither JSON nor a form')
  if (requestEncoding === 'form') app.removeContentTypeParser('application/json')
  if (requestEncoding !== 'json') {
    app.addContentTypeParser(
      'application/x-www-form-urlencoded',
      {parseAs: 'string'},
      // A string because of `parseAs`.
      (_, body, done) => done(null, readForm(body as string)),
    )
  }
  app.addContentTypeParser('*', {parseAs: 'string'}, (_, body, done) => {
    if (body === '') done(null, undefined)
    else done(refuse())
  })
}

const addWebHookRoutes: FastifyPluginAsyncTypebox<EmulatorOptions> = async (app, options) => {
  const {store, clock, assume, publish} = options
  app.addHook('onRequest', async (request) => authenticate(request, options))

  app.get('/', {schema: {params: Project}}, async ({params}) => {
    const webhook = await findWebhook(store, readProject(params))
    if (webhook === undefined) return answerAbsent(assume)
    return wrapResult(toConfig(webhook, assume, assume['getShowsParameters'] === true))
  })

  app.put('/', {schema: {params: Project}}, async ({params, body}, reply) => {
    const project = readProject(params)
    const {webhook, isNew} = await save(project, readParameters(body, options), options)
    if (isNew) reply.code(Number(assume['createdStatus']))
    return wrapResult(toConfig(webhook, assume, true))
  })

  app.delete('/', {schema: {params: Project}}, async ({params}) => {
    const webhook = await findWebhook(store, readProject(params))
    if (webhook === undefined) return answerAbsent(assume)
    await store.webhooks.delete('mda', webhook.id)
    return wrapResult('deleted')
  })

  app.post('/trigger_session_test', {schema: {params: Project}}, async ({params}) => {
    const scope = readProject(params)
    const {state} = await requireWebhook(store, scope)
    if (state === 'disabled' && assume['testNeedsEnabled'] === true) {
      throw new Fault(400, 'the web hook is not enabled')
    }
    const type = 'session.test'
    const seconds = clock.now() / 1000
    const payload = {session_id: null, event_type: type, event_timestamp: seconds}
    return wrapResult(toWireEvent(await publish({type, payload, scope}), undefined, assume))
  })

  app.get('/events/:event_id', {schema: {params: ProjectEvent}}, async ({params}) => {
    const scope = readProject(params)
    const event = await findEvent(store, scope, params.event_id)
    const [delivery] = await store.deliveries.list({eventId: event.id, limit: 1})
    const webhook = await findWebhook(store, scope)
    const endpoint = webhook === undefined ? {} : {endpoint: omitProtocol(webhook.url)}
    // Of all the vendor's samples, only those of this response have no message.
    return {status: 'success', result: {...toWireEvent(event, delivery, assume), ...endpoint}}
  })
}

function wrapResult<Result>(result: Result) {
  return {status: 'success', message: 'success', result}
}

/** The response if a project has no web hook. @throws Fault 404 */
function answerAbsent({absentWebHook}: Assumptions) {
  if (absentWebHook === 'null') return wrapResult(null)
  throw createNoWebHookFault()
}

function createNoWebHookFault(): Fault {
  return new Fault(404, 'the project has no web hook')
}

/** @throws Fault 403 */
function authenticate({headers}: FastifyRequest, {apiKey, clock, assume}: EmulatorOptions): void {
  // The vendor's page spells them like Rack, with a prefix that no client would send.
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
  // A user name may contain a colon; the password, which is base64, cannot.
  const colon = credentials.lastIndexOf(':')
  const expected = computePassword(apiKey, credentials.slice(0, Math.max(colon, 0)), time)
  const isKnown = colon >= 0 && isSameText(credentials.slice(colon + 1), expected)
  if (!isKnown) throw new Fault(403, 'the password is wrong')
  const apart = Math.abs(clock.now() / 1000 - Number(time))
  if (/^\d{1,12}$/.test(time) && apart <= Number(assume['clockWindowSeconds'])) return
  throw new Fault(403, "the timestamp is too far from the server's time")
}

/** The project as a scope. @throws Fault 400 */
function readProject({project_id}: {project_id: string}): string {
  if (/^[1-9]\d{0,14}$/.test(project_id)) return project_id
  throw new Fault(400, 'project_id is not an integer')
}

function findWebhook(store: Store, scope: string): Promise<StoredWebhook | undefined> {
  return createOnlyWebhook(store, {provider: 'mda', scope}).find()
}

/** @throws Fault 404 */
async function requireWebhook(store: Store, scope: string): Promise<StoredWebhook> {
  const webhook = await findWebhook(store, scope)
  if (webhook === undefined) throw createNoWebHookFault()
  return webhook
}

/** Changes the webhook of a project, or creates it. @throws Fault 400 */
function save(
  scope: string,
  changes: WebhookChanges,
  {store, assume}: EmulatorOptions,
): Promise<Saved> {
  const usual = assume['enabledByDefault'] === true ? 'enabled' : 'disabled'
  const {url, state = usual} = changes
  if (url === undefined && assume['putNeedsEndpoint'] === true) throw createNoEndpointFault()
  return createOnlyWebhook(store, {provider: 'mda', scope}).save(changes, () => {
    if (url === undefined) throw createNoEndpointFault()
    return {...changes, url, state, events: EVENT_NAMES}
  })
}

function createNoEndpointFault(): Fault {
  return new Fault(400, 'endpoint is missing')
}

/** A webhook as the vendor shows it. Its Authorization value is never shown. */
function toConfig(webhook: StoredWebhook, assume: Assumptions, withParameters: boolean) {
  const {enableHttpAuthorization = false, customParameters = {}} = readWebhookOptions(webhook)
  return {
    client_id: assume['clientId'],
    project_id: toProjectId(webhook.scope),
    endpoint: omitProtocol(webhook.url),
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

/** An event as the vendor shows it, with the outcome of its delivery; null until then. */
function toWireEvent(event: Event, delivery: ListedDelivery | undefined, assume: Assumptions) {
  const {session_id = null, client_id, project_id, event_timestamp} = event.payload
  return {
    id: event.seq,
    client_id: client_id ?? assume['clientId'],
    project_id: project_id ?? toProjectId(event.scope),
    session_id,
    event_type: event.type,
    event_timestamp: event_timestamp ?? event.createdAt.getTime() / 1000,
    ...toWireResponse(delivery, assume),
  }
}

function toWireResponse(delivery: ListedDelivery | undefined, assume: Assumptions) {
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

/** The response to a path that the router itself rejects; undefined if it is not one of the vendor's. */
export function answerMdaBadAddress(url: string): EmulatorAnswer | undefined {
  if (!url.startsWith(`${PREFIX}/`)) return undefined
  const {status, body} = new Fault(400, 'the address cannot be read')
  return {status, body}
}
