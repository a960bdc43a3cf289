import type {FastifyPluginAsyncTypebox} from '@fastify/type-provider-typebox'
import {WireAdvance, WireClock} from '../../../wire/clock.ts'
import type {Clock} from '../../../core/clock.ts'
import {HooksError} from '../../../core/errors.ts'

/** Advances the server's virtual time, by milliseconds or until nothing is due. */
export type AdvanceClock = (by: number | 'idle') => Promise<void>

export type ClockOptions = {readonly clock: Clock; readonly advanceClock?: AdvanceClock | undefined}

/** The server's time. */
export const addClockRoutes: FastifyPluginAsyncTypebox<ClockOptions> = async (app, options) => {
  const {clock, advanceClock} = options
  const read = (): WireClock => ({
    kind: advanceClock === undefined ? 'real' : 'virtual',
    now: new Date(clock.now()).toISOString(),
  })

  app.get('/', {schema: {response: {200: WireClock}}}, async () => read())

  app.post(
    '/advance',
    {schema: {body: WireAdvance, response: {200: WireClock}}},
    async ({body: {ms, untilIdle}}) => {
      if ((ms === undefined) === (untilIdle === undefined)) {
        throw new HooksError('usage', 'give either ms or untilIdle')
      }
      if (advanceClock === undefined) {
        throw new HooksError('unsupported', 'this server uses the real clock', {
          hint: 'start it with: hooks serve --clock virtual',
        })
      }
      await advanceClock(ms ?? 'idle')
      return read()
    },
  )
}
