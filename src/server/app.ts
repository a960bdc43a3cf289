import type {TypeBoxTypeProvider} from '@fastify/type-provider-typebox'
import fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
} from 'fastify'
import type {Clock} from '../core/clock.ts'
import {findProviderUrlProblem} from '../providers/rules/checks.ts'
import type {RateLimit} from '../providers/emulator/contract.ts'
import type {EmulatorAnswer} from '../providers/emulator/fault.ts'
import type {Provider} from '../providers/provider.ts'
import type {Assumptions} from '../providers/contract/assumptions.ts'
import type {Store} from '../store/index.ts'
import {Catalogue} from './events/catalogue.ts'
import {addControlApi} from './control/index.ts'
import {EMULATORS, answerUnknownAddress} from './emulators.ts'
import {handleControlError, answerUnknownPath} from './http/errors.ts'
import type {Feed} from './watch/feed.ts'
import {createBrowserGuard} from './http/access.ts'
import {acceptJsonBodies} from './http/json-body.ts'
import {createPublisher} from './events/publish.ts'
import type {AdvanceClock} from './control/routes/clock.ts'
import {SchemaCheck} from '../core/payload/schema-check.ts'
import {compileSerializer} from './http/serializing.ts'
import type {Telemetry} from './watch/telemetry.ts'
import {compileValidator} from './http/validation.ts'
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
  countInFlight?(): number
  /** Why the dispatcher would refuse to send to a URL, as far as can be told without DNS. */
  findTargetProblem?(url: string): string | undefined
  /** Whether the store can be written and deliveries are sent. */
  isReady(): Promise<boolean>
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
      const answer = findBadUrlAnswer(request.url, catalogue)
      if (answer === undefined) handleControlError(error, request, reply)
      else sendAnswer(reply, answer)
    },
  }).withTypeProvider<TypeBoxTypeProvider>()
  app.setValidatorCompiler(compileValidator)
  app.setSerializerCompiler(compileSerializer)
  app.setErrorHandler(handleControlError)
  app.setNotFoundHandler((request, reply) =>
    isControl(request.url)
      ? answerUnknownPath(request, reply)
      : sendAnswer(reply, answerUnknownAddress()),
  )
  acceptJsonBodies(app)
  app.addHook('onRequest', createBrowserGuard(options.allowHosts))
  app.addHook('onSend', async (_request, reply) => {
    reply.header('content-security-policy', "default-src 'none'; frame-ancestors 'none'")
    reply.header('x-content-type-options', 'nosniff')
  })

  await app.register(addHealthRoutes, {prefix: '/_hooks', isReady: options.isReady})
  const publish = createPublisher(options.store, catalogue)
  const schemaCheck = new SchemaCheck()
  await app.register(addControlApi, {
    ...options,
    catalogue,
    publish,
    schemaCheck,
    prefix: '/_hooks',
  })
  for (const [name, {routes}] of Object.entries(EMULATORS)) {
    const provider = catalogue.getProvider(name)
    await app.register(routes, {
      ...options,
      assume: catalogue.getAssumptions(provider),
      findUrlProblem: (url) =>
        findProviderUrlProblem(provider, url) ?? options.findTargetProblem?.(url),
      publish: async (event) => (await publish(provider, event)).event,
    })
  }
  return app
}

/**
 * A URL that the router itself rejects (`%zz`, an overlong id) reaches no route and no emulator.
 */
function findBadUrlAnswer(url: string, catalogue: Catalogue): EmulatorAnswer | undefined {
  if (isControl(url)) return undefined
  const answers = Object.entries(EMULATORS).map(([name, emulator]) =>
    emulator.answerBadAddress?.(url, catalogue.getAssumptions(catalogue.getProvider(name))),
  )
  return answers.find((answer) => answer !== undefined) ?? answerUnknownAddress()
}

/**
 * Sent as bytes, so that no charset is added to the content type: one vendor's own client rejects
 * it.
 */
function sendAnswer(reply: FastifyReply, {status, body}: EmulatorAnswer): FastifyReply {
  return reply
    .code(status)
    .type('application/json')
    .send(Buffer.from(JSON.stringify(body)))
}

function isControl(url: string): boolean {
  return /^\/_hooks(?:[/?]|$)/.test(url)
}

async function addHealthRoutes(app: FastifyInstance, {isReady}: Pick<AppOptions, 'isReady'>) {
  app.get('/healthz', async () => ({status: 'ok'}))
  app.get('/readyz', async (_request, reply) => {
    if (await isReady()) return {status: 'ready'}
    return reply.code(503).send({status: 'not ready'})
  })
}
