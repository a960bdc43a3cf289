import {defined} from '../../../core/defined.ts'
import type {FastifyPluginAsyncTypebox} from '@fastify/type-provider-typebox'
import type {FastifyInstance, FastifyReply, FastifyRequest} from 'fastify'
import {Type} from 'typebox'
import {RateWindow} from '../../emulator/rate-window.ts'
import {readToken, isSameText, signToken} from '../../../core/signing/token.ts'
import type {EmulatorOptions} from '../../emulator/contract.ts'
import {answerFaults, readJsonObjectBody, takeRawBodies} from '../../emulator/requests.ts'
import type {EmulatorAnswer} from '../../emulator/fault.ts'
import {
  toAnswer,
  createBadAttributesFault,
  FAULT_SHAPE,
  createFault,
  createMissingAttributeProblem,
  readListQuery,
  readNewWebhook,
} from './faults.ts'
import {
  fromPage,
  fromWebhook,
  MAX_WEBHOOKS,
  createSecret,
  createWebhookId,
  type WireTokens,
} from '../wire.ts'

/** Requests per minute: apivideo/api.video-documentation f159d73, reference/README.md. */
const LIMITS = {
  sandbox: {reads: 100, writes: 40},
  production: {reads: 500, writes: 200},
}
const WINDOW_MS = 60_000
const TOKEN_SECONDS = 3600
/** Any other id cannot belong to a webhook. */
const PLAUSIBLE_ID = /^[\w-]{1,200}$/

const Params = Type.Object({webhookId: Type.String()})

/**
 * api.video's API for webhooks and tokens, served from the hooks store.
 *
 * Unknown URLs and methods are answered first; then come authentication, the rate limit, and last
 * the checks of the request itself.
 */
export const emulateApivideo: FastifyPluginAsyncTypebox<EmulatorOptions> = async (app, options) => {
  takeRawBodies(app)
  answerFaults(app, {...FAULT_SHAPE, toAnswer: (error) => toAnswer(error, options.assume)})
  app.addHook('onSend', async (_, reply, payload) => {
    // The vendor's Node client rejects a charset.
    if (reply.hasHeader('content-type')) reply.header('content-type', 'application/json')
    return payload
  })

  const limits = createRequestLimits(options)
  await app.register(addWebhookRoutes, {prefix: '/webhooks', ...options, limits})
  await app.register(addAuthRoutes, {prefix: '/auth', ...options, limits})
}

type RouteOptions = EmulatorOptions & {limits: ReturnType<typeof createRequestLimits>}

const addWebhookRoutes: FastifyPluginAsyncTypebox<RouteOptions> = async (app, options) => {
  const {store, publicUrl, assume} = options
  app.setNotFoundHandler(answerUnmatched)
  app.addHook('onRequest', async (request) => {
    if (request.is404) return
    authenticate(request.headers.authorization, options)
    if (assume['accountSuspended'] === true) throw createFault('suspended')
  })
  options.limits.keep(app)

  app.post('/', async ({body}, reply) => {
    const webhook = await store.webhooks.create({
      ...readNewWebhook(readObject(body), options),
      provider: 'apivideo',
      id: createWebhookId(),
      secret: createSecret(),
      maxPerScope: MAX_WEBHOOKS,
    })
    return reply.code(201).send(fromWebhook(webhook))
  })

  app.get('/', async ({query: given, protocol, host}) => {
    const query = readListQuery(given, assume)
    const origin = assume['listLinks'] === 'relative' ? '' : (publicUrl ?? `${protocol}://${host}`)
    const {webhooks, total} = await store.webhooks.page(
      {provider: 'apivideo', ...defined({event: query.events})},
      {
        page: query.currentPage,
        pageSize: query.pageSize,
        ...(assume['listOrder'] === 'newest' ? {newestFirst: true} : {}),
      },
    )
    return fromPage({webhooks, total, query, address: `${origin}/webhooks`})
  })

  app.get('/:webhookId', {schema: {params: Params}}, async ({params}) => {
    return fromWebhook(await store.webhooks.get('apivideo', isPlausibleId(params.webhookId)))
  })

  app.delete('/:webhookId', {schema: {params: Params}}, async ({params}, reply) => {
    await store.webhooks.delete('apivideo', isPlausibleId(params.webhookId))
    return reply.code(204).send()
  })
}

const addAuthRoutes: FastifyPluginAsyncTypebox<RouteOptions> = async (app, options) => {
  const {apiKey, clock, limits, assume} = options
  app.setNotFoundHandler(answerUnmatched)
  limits.keep(app)

  app.post('/api-key', async ({body}) => {
    if (!isSameText(readText(body, 'apiKey'), apiKey)) throw createFault('badCredentials')
    return createTokens(options)
  })

  app.post('/refresh', async ({body}) => {
    const reading = readToken(apiKey, 'refresh', readText(body, 'refreshToken'), clock.now())
    if (reading !== 'valid') throw createFault(chooseRefusal(reading, assume))
    return createTokens(options)
  })
}

/** Two of the vendor's pages name different statuses for an invalid refresh token. */
function chooseRefusal(
  reading: 'invalid' | 'expired',
  {badRefreshToken}: EmulatorOptions['assume'],
) {
  const is401 = badRefreshToken === '401' || (badRefreshToken === 'cause' && reading === 'expired')
  return is401 ? 'badRefreshToken' : 'badCredentials'
}

function createTokens({apiKey, clock, assume}: EmulatorOptions): WireTokens {
  const now = clock.now()
  const seconds = Math.floor(now / 1000)
  const createToken = (use: string, lifeSeconds: number) =>
    signToken(apiKey, {use, expiresAt: seconds + lifeSeconds}, now)
  return {
    token_type: 'Bearer',
    expires_in: TOKEN_SECONDS,
    access_token: createToken('access', TOKEN_SECONDS),
    refresh_token: createToken('refresh', Number(assume['refreshTokenSeconds'])),
  }
}

/** @throws Fault 401, unless the header is valid */
function authenticate(header: string | undefined, {apiKey, clock, assume}: EmulatorOptions): void {
  if (header === undefined || header.trim() === '') throw createFault('missingAuthorization')
  const [, scheme = '', value = ''] = /^(\S+) +(\S+)$/.exec(header.trim()) ?? []
  switch (scheme.toLowerCase()) {
    case 'basic':
      return checkKey(Buffer.from(value, 'base64').toString(), apiKey)
    case 'bearer':
      if (assume['keyPassesAsBearer'] === true && isSameText(value, apiKey)) return
      if (readToken(apiKey, 'access', value, clock.now()) === 'valid') return
      throw createFault('badAccessToken')
    default:
      throw createFault('badAuthorization')
  }
}

/** The key is the user name, and may contain a colon; the password is ignored. */
function checkKey(credentials: string, apiKey: string): void {
  if (!credentials.includes(':')) throw createFault('badAuthorization')
  if (!isSameText(credentials.slice(0, apiKey.length + 1), `${apiKey}:`))
    throw createFault('badApiKey')
}

/**
 * One window for reads and one for writes, as at the vendor, per process. With the limits off, no
 * response mentions them.
 */
function createRequestLimits({rateLimit, clock}: EmulatorOptions) {
  if (rateLimit === 'off') return {keep() {}}
  const reads = new RateWindow(LIMITS[rateLimit].reads, WINDOW_MS, clock)
  const writes = new RateWindow(LIMITS[rateLimit].writes, WINDOW_MS, clock)
  const findWindow = ({method}: FastifyRequest) =>
    method === 'POST' || method === 'DELETE' ? writes : reads

  return {
    /** Counts each request that has a route, except those rejected before this hook. */
    keep(app: FastifyInstance) {
      app.addHook('onRequest', async (request) => {
        if (!request.is404 && !findWindow(request).take().allowed)
          throw createFault('tooManyRequests')
      })
      app.addHook('onSend', async (request, reply, payload) => {
        const {limit, remaining, resetSeconds} = findWindow(request).look()
        reply.header('X-RateLimit-Limit', limit)
        reply.header('X-RateLimit-Remaining', remaining)
        reply.header('X-RateLimit-Retry-After', resetSeconds)
        return payload
      })
    },
  }
}

/**
 * The response to a path that the router itself rejects (`%zz`, a very long id); undefined if it is
 * not one of api.video's. Such requests never reach this plugin, so the server calls this.
 */
export function answerApivideoBadAddress(url: string): EmulatorAnswer | undefined {
  return /^\/(webhooks|auth)(\/|\?|$)/.test(url) ? createFault('noSuchWebhook') : undefined
}

/** The response to an unknown path: this API is served at the root. */
export function answerApivideoUnknownAddress(): EmulatorAnswer {
  return createFault('unknownUrl')
}

/** The methods of each path; an id may be any segment. */
function listAllowedMethods(path: string): string[] {
  if (/^\/webhooks\/?$/.test(path)) return ['GET', 'HEAD', 'POST']
  if (/^\/webhooks\/[^/]+$/.test(path)) return ['DELETE', 'GET', 'HEAD']
  if (/^\/auth\/(api-key|refresh)$/.test(path)) return ['POST']
  return []
}

function answerUnmatched(request: FastifyRequest, reply: FastifyReply) {
  const allowed = listAllowedMethods(request.url.split('?', 1)[0] ?? '')
  if (allowed.length === 0) throw createFault('unknownUrl')
  reply.header('allow', [...allowed, 'OPTIONS'].join(', '))
  if (request.method === 'OPTIONS') return reply.code(204).send()
  throw createFault('methodNotAllowed')
}

function isPlausibleId(id: string): string {
  if (!PLAUSIBLE_ID.test(id)) throw createFault('noSuchWebhook')
  return id
}

/** The JSON object in a body. @throws Fault 400 */
function readObject(body: unknown): Record<string, unknown> {
  const object = readJsonObjectBody(body)
  if (object === undefined) throw createFault('badPayload')
  return object
}

/** A required string of a body. @throws Fault 400 */
function readText(body: unknown, name: string): string {
  const value = readObject(body)[name]
  if (typeof value !== 'string' || value === '')
    throw createBadAttributesFault([createMissingAttributeProblem(name)])
  return value
}
