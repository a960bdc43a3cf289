import type {TypeBoxTypeProvider} from '@fastify/type-provider-typebox'
import fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
} from 'fastify'
import type {Clock} from '../core/clock.ts'
import {urlProblemOf} from '../providers/rules/checks.ts'
import type {RateLimit} from '../providers/emulator/contract.ts'
import type {DialectAnswer} from '../providers/emulator/fault.ts'
import type {Provider} from '../providers/provider.ts'
import type {Assumptions} from '../providers/contract/assumptions.ts'
import type {Store} from '../store/index.ts'
import {Catalogue} from './events/catalogue.ts'
import {controlApi} from './control/index.ts'
import {DIALECTS, unknownAddress} from './emulators.ts'
import {controlErrorHandler, unknownPath} from './http/errors.ts'
import type {Feed} from './watch/feed.ts'
import {browserGuard} from './http/access.ts'
import {acceptJsonBodies} from './http/json-body.ts'
import {publisher} from './events/publish.ts'
import type {AdvanceClock} from './control/routes/clock.ts'
import {SchemaCheck} from '../core/payload/schema-check.ts'
import {serializerCompiler} from './http/serializing.ts'
import type {Telemetry} from './watch/telemetry.ts'
import {validatorCompiler} from './http/validation.ts'
import {MAX_REQUEST_BYTES} from '../core/limits.ts'

export type AppOptions = {
  readonly store: Store
  readonly providers: readonly Provider[]
  readonly apiKey: string
  readonly clock: Clock
  /** Absent if the server uses the real clock. */
  readonly advanceClock?: AdvanceClock | undefined
  /** Set for this server, by `provider.name`. */
  readonly assumptions: Assumptions
  readonly rateLimit: RateLimit
  /** Host names to allow besides loopback. */
  readonly allowHosts: readonly string[]
  readonly logger: FastifyBaseLogger
  readonly version: string
  /** The changes made in the store. */
  readonly feed?: Feed | undefined
  /** Interval between heartbeats on a stream; milliseconds. */
  readonly heartbeatMs?: number | undefined
  /** By default 10 seconds for the headers and 15 for the whole request. */
  readonly clientLimits?: ClientLimits | undefined
  readonly telemetry?: Telemetry | undefined
  /** The number of attempts in progress. */
  inFlight?(): number
  /** Why the dispatcher would refuse to send to a URL, as far as can be told without DNS. */
  targetProblem?(url: string): string | undefined
  /** Whether the store can be written and deliveries are sent. */
  ready(): Promise<boolean>
}

/** How long a client may take; milliseconds. */
export type ClientLimits = {
  /** To send its headers. */
  readonly headersMs: number
  /** To send its whole request. */
  readonly requestMs: number
  /** How often Node checks for timeouts; its default of 30 seconds would add to both. */
  readonly checkMs: number
}

export const CLIENT_LIMITS: ClientLimits = {headersMs: 10_000, requestMs: 15_000, checkMs: 1000}
const KEEP_ALIVE_MS = 30_000
const MAX_PARAM_LENGTH = 512

/** The server with all its routes, not yet listening. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const {clientLimits: clients = CLIENT_LIMITS} = options
  const catalogue = new Catalogue(options.providers, options.assumptions)
  const app = fastify({
    loggerInstance: options.logger,
    // Fastify's own request log includes the query, where one vendor puts its token.
    logController: new LogController({disableRequestLogging: true}),
    bodyLimit: MAX_REQUEST_BYTES,
    requestTimeout: clients.requestMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    http: {headersTimeout: clients.headersMs, connectionsCheckingInterval: clients.checkMs},
    forceCloseConnections: 'idle',
    routerOptions: {maxParamLength: MAX_PARAM_LENGTH},
    frameworkErrors(error, request, reply) {
      const answer = answerToBadUrl(request.url, catalogue)
      if (answer === undefined) controlErrorHandler(error, request, reply)
      else sendAnswer(reply, answer)
    },
  }).withTypeProvider<TypeBoxTypeProvider>()
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.setErrorHandler(controlErrorHandler)
  app.setNotFoundHandler((request, reply) =>
    isControl(request.url) ? unknownPath(request, reply) : sendAnswer(reply, unknownAddress()),
  )
  acceptJsonBodies(app)
  app.addHook('onRequest', browserGuard(options.allowHosts))
  app.addHook('onSend', async (_request, reply) => {
    reply.header('content-security-policy', "default-src 'none'; frame-ancestors 'none'")
    reply.header('x-content-type-options', 'nosniff')
  })

  await app.register(health, {prefix: '/_hooks', ready: options.ready})
  const publish = publisher(options.store, catalogue)
  const schemaCheck = new SchemaCheck()
  await app.register(controlApi, {...options, catalogue, publish, schemaCheck, prefix: '/_hooks'})
  for (const [name, {routes}] of Object.entries(DIALECTS)) {
    const provider = catalogue.provider(name)
    await app.register(routes, {
      ...options,
      assume: catalogue.assumptionsOf(provider),
      urlProblem: (url) => urlProblemOf(provider, url) ?? options.targetProblem?.(url),
      publish: async (event) => (await publish(provider, event)).event,
    })
  }
  return app
}

/**
 * A URL that the router itself rejects (`%zz`, an overlong id) reaches no route and no emulator.
 */
function answerToBadUrl(url: string, catalogue: Catalogue): DialectAnswer | undefined {
  if (isControl(url)) return undefined
  const answers = Object.entries(DIALECTS).map(([name, emulator]) =>
    emulator.badAddress?.(url, catalogue.assumptionsOf(catalogue.provider(name))),
  )
  return answers.find((answer) => answer !== undefined) ?? unknownAddress()
}

/**
 * Sent as bytes, so that no charset is added to the content type: one vendor's own client rejects
 * it.
 */
function sendAnswer(reply: FastifyReply, {status, body}: DialectAnswer): FastifyReply {
  return reply
    .code(status)
    .type('application/json')
    .send(Buffer.from(JSON.stringify(body)))
}

function isControl(url: string): boolean {
  return /^\/_hooks(?:[/?]|$)/.test(url)
}

async function health(app: FastifyInstance, {ready}: Pick<AppOptions, 'ready'>) {
  app.get('/healthz', async () => ({status: 'ok'}))
  app.get('/readyz', async (_request, reply) => {
    if (await ready()) return {status: 'ready'}
    return reply.code(503).send({status: 'not ready'})
  })
}
