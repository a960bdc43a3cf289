import {defined} from '../../../core/defined.ts'
import type {FastifyPluginAsyncTypebox} from '@fastify/type-provider-typebox'
import type {FastifyReply, FastifyRequest} from 'fastify'
import {Type} from 'typebox'
import {DEFAULT_SCOPE} from '../../../core/event.ts'
import {isSameText} from '../../../core/signing/token.ts'
import type {StoredWebhook} from '../../../store/rows/stored-webhook.ts'
import type {EmulatorOptions} from '../../emulator/contract.ts'
import {answerFaults, readJsonObjectBody, takeRawBodies} from '../../emulator/requests.ts'
import type {EmulatorAnswer} from '../../emulator/fault.ts'
import type {Assumptions} from '../../contract/assumptions.ts'
import {
  toAnswer,
  type Attributes,
  FAULT_SHAPE,
  createFault,
  isAcceptable,
  readChanges,
  readRegistration,
} from './faults.ts'
import {fromWebhook, type Kind, KINDS, toNumber, type WireListed} from '../wire.ts'

const REGISTERED = 'Successfully registered the webhook'
const DELETED = {status: 'Successfully deleted the webhook'}
/** The vendor's ids are whole numbers; ids of more than 15 digits are never found. */
const NUMBER = /^[1-9]\d{0,14}$/

const Organization = Type.Object({organization_id: Type.String()})
const OfOrganization = Type.Object({organization_id: Type.String(), id: Type.String()})
const Id = Type.Object({id: Type.String()})

/**
 * Vidyard's two webhook APIs, served from the hooks store: the Dashboard API, which registers and
 * deletes webhooks, and the API for analytics webhooks, which also lists and updates them.
 *
 * The order of the checks: media types, unknown URLs and methods, token, organization, and finally
 * the content of the request.
 */
export const emulateVidyard: FastifyPluginAsyncTypebox<EmulatorOptions> = async (app, options) => {
  takeRawBodies(app)
  answerFaults(app, {...FAULT_SHAPE, toAnswer: (error) => toAnswer(error, options.assume)})
  await app.register(addDashboardRoutes, {prefix: '/dashboard/v1', ...options})
  await app.register(addIntegrationRoutes, {prefix: '/v1/integrations/webhooks', ...options})
}

const addDashboardRoutes: FastifyPluginAsyncTypebox<EmulatorOptions> = async (app, options) => {
  const {assume} = options
  app.setNotFoundHandler(answerUnmatched)
  app.addHook('onRequest', async ({headers}) => {
    if (!isAcceptable(headers, assume)) throw createFault('notAcceptable')
  })
  app.addHook('preHandler', async (request) => {
    if (!request.is404) authenticate(request, options)
  })
  const suffixes = assume['jsonSuffix'] === true ? ['', '.json'] : ['']
  for (const kind of KINDS) {
    for (const suffix of suffixes) {
      // The options contain this plugin's prefix, which would be added twice.
      await app.register(addRegistrationRoutes, {...options, kind, suffix, prefix: ''})
    }
  }
}

const addRegistrationRoutes: FastifyPluginAsyncTypebox<
  EmulatorOptions & {readonly kind: Kind; readonly suffix: string}
> = async (app, {kind, suffix, ...options}) => {
  const {store, assume} = options
  const path = `/organizations/:organization_id/webhooks/${kind}`

  app.post(`${path}${suffix}`, {schema: {params: Organization}}, async ({params, body}, reply) => {
    const scope = readOrganization(params, assume)
    const webhook = await register(readAttributes(body), {kind, scope}, options)
    return reply.code(201).send({webhook_id: toNumber(webhook), status: REGISTERED})
  })

  app.delete(`${path}/:id${suffix}`, {schema: {params: OfOrganization}}, async ({params}) => {
    const scope = readOrganization(params, assume)
    const {id} = await find(store, params.id, {kind, scope})
    await store.webhooks.delete('vidyard', id)
    return DELETED
  })
}

const addIntegrationRoutes: FastifyPluginAsyncTypebox<EmulatorOptions> = async (app, options) => {
  const {store, assume} = options
  const scope = findTokenOrganization(assume)
  const place: Place = {kind: 'analytics', ...defined({scope})}
  app.setNotFoundHandler(answerUnmatched)
  app.addHook('onRequest', async ({headers}) => {
    if (assume['integrationsMediaTypes'] === 'free' || isAcceptable(headers, assume)) return
    throw createFault('notAcceptable')
  })
  app.addHook('preHandler', async (request) => {
    if (!request.is404) authenticate(request, options)
  })

  app.post('/', async ({body}, reply) => {
    const home = {...place, scope: scope ?? DEFAULT_SCOPE}
    const webhook = await register(readAttributes(body), home, options)
    return reply.code(Number(assume['integrationsCreated'])).send({webhook_id: toNumber(webhook)})
  })

  app.get('/', async () => {
    const webhooks = await store.webhooks.list({provider: 'vidyard', ...place})
    const items = webhooks.map((webhook) => fromWebhook(webhook, assume))
    return wrapInEnvelope(items, assume['listEnvelope'])
  })

  app.put('/:id', {schema: {params: Id}}, async ({params, body}, reply) => {
    const {id} = await find(store, params.id, place)
    const changes = readChanges(readAttributes(body), place.kind, options.findUrlProblem)
    const webhook = await store.webhooks.update(id, changes)
    if (assume['integrationsChanged'] === 'none') return sendNoContent(reply)
    if (assume['integrationsChanged'] === 'number') return {webhook_id: toNumber(webhook)}
    return fromWebhook(webhook, assume)
  })

  app.delete('/:id', {schema: {params: Id}}, async ({params}, reply) => {
    const {id} = await find(store, params.id, place)
    await store.webhooks.delete('vidyard', id)
    return assume['integrationsDeleted'] === 'none' ? sendNoContent(reply) : DELETED
  })
}

function sendNoContent(reply: FastifyReply): FastifyReply {
  return reply.code(204).send()
}

/**
 * The response for an address that the router itself refuses (`%zz`, an id that is too long);
 * undefined if it is not one of Vidyard's. Such requests never reach this plugin, so the server
 * calls this function.
 */
export function answerVidyardBadAddress(
  url: string,
  assume: Assumptions,
): EmulatorAnswer | undefined {
  if (!/^\/(dashboard\/v1|v1\/integrations\/webhooks)(\/|\?|$)/.test(url)) return undefined
  return toAnswer(createFault('notFound'), assume)
}

function answerUnmatched(): never {
  throw createFault('notFound')
}

async function register(
  attributes: Attributes,
  {kind, scope}: Required<Place>,
  options: EmulatorOptions,
): Promise<StoredWebhook> {
  const {url, secret, events, settings} = readRegistration(attributes, kind, options.findUrlProblem)
  return options.store.webhooks.create({
    provider: 'vidyard',
    kind,
    scope,
    url,
    events,
    secret,
    options: defined({settings}),
    vendorId: 'sequence',
  })
}

/** The webhooks that a request is about; without a scope, those of all organizations. */
type Place = {readonly kind: Kind; readonly scope?: string}

/** @throws Fault 404, also for the number of a webhook of another kind or organization */
async function find(
  store: EmulatorOptions['store'],
  id: string,
  place: Place,
): Promise<StoredWebhook> {
  if (!NUMBER.test(id)) throw createFault('notFound')
  const webhook = await store.webhooks.get('vidyard', id)
  const {kind, scope = webhook.scope} = place
  if (webhook.kind === kind && webhook.scope === scope) return webhook
  throw createFault('notFound')
}

function wrapInEnvelope(items: WireListed[], envelope: unknown) {
  return envelope === 'none' ? items : {[String(envelope)]: items}
}

/** The organization in a path. @throws Fault 404; 403, if the token belongs to another one */
function readOrganization({organization_id: id}: {organization_id: string}, assume: Assumptions) {
  if (!NUMBER.test(id)) throw createFault('notFound')
  const own = findTokenOrganization(assume)
  if (own !== undefined && own !== id) throw createFault('forbidden')
  return id
}

/** The only organization that the token has access to; undefined if it has access to all. */
function findTokenOrganization(assume: Assumptions): string | undefined {
  const organization = String(assume['tokenOrganization'])
  return organization === 'any' ? undefined : organization
}

/** The token is in the query or in the body; the query takes precedence. @throws Fault 401 */
function authenticate({query, body, headers}: FastifyRequest, options: EmulatorOptions): void {
  const {apiKey, assume} = options
  // Fastify parses the query into strings, and into arrays of strings for repeated names.
  const {auth_token: inQuery} = query as Readonly<Record<string, string | string[]>>
  const [, bearer] = /^bearer +(\S+)$/i.exec(headers.authorization?.trim() ?? '') ?? []
  const inHeader = assume['headerToken'] === 'accepted' ? bearer : undefined
  const token = inQuery ?? readAttributes(body)['auth_token'] ?? inHeader
  if (typeof token !== 'string' || !isSameText(token, apiKey)) throw createFault('unauthorized')
}

/** The JSON object in a body; an empty one if there is no body. @throws Fault 400 */
function readAttributes(body: unknown): Attributes {
  if (!Buffer.isBuffer(body) || body.length === 0) return {}
  const attributes = readJsonObjectBody(body)
  if (attributes === undefined) throw createFault('badSyntax')
  return attributes
}
