import {defined} from '../../../core/defined.ts'
import type {FastifyPluginAsyncTypebox} from '@fastify/type-provider-typebox'
import {WireStats} from '../../../wire/stats.ts'
import type {Clock} from '../../../core/clock.ts'
import {keepAnswer} from '../../../core/keep-answer.ts'
import type {Store} from '../../../store/index.ts'
import {Telemetry} from '../../watch/telemetry.ts'

export type StatsOptions = {
  readonly store: Store
  readonly clock: Clock
  /** A new one by default. */
  readonly telemetry?: Telemetry | undefined
  /** The number of attempts in progress. */
  countInFlight?(): number
}

/** Counting a long queue takes the store some milliseconds. */
const KEPT_MS = 1000

/** Statistics of the server, for Prometheus and as JSON. */
export const addStatsRoutes: FastifyPluginAsyncTypebox<StatsOptions> = async (app, options) => {
  const {store, clock, telemetry = new Telemetry(), countInFlight = () => 0} = options
  const queue = keepAnswer(() => store.stats.queue(), KEPT_MS)

  app.get('/metrics', {schema: {hide: true}}, async (_request, reply) => {
    const load = {...(await queue()), inFlight: countInFlight()}
    reply.type('text/plain; version=0.0.4; charset=utf-8')
    return telemetry.formatMetrics(load, clock.now())
  })

  app.get('/v1/stats', {schema: {response: {200: WireStats}}}, async () => {
    const {oldestDueAt, ...load} = await queue()
    return {
      ...load,
      ...defined({oldestDueAt: oldestDueAt?.toISOString()}),
      inFlight: countInFlight(),
      ...telemetry.computeTotals(),
    }
  })
}
