import {systemClock, VirtualClock} from '../../src/core/clock.ts'
import {Receiver, type ReceiverOptions} from '../../src/receiver/receiver.ts'
import {startEmulator} from './emulator.ts'
import {EVENT} from './stores.ts'

export type VirtualOptions = {
  readonly answer?: ReceiverOptions['answer']
  readonly retries?: string
  /** Use real time instead. */
  readonly real?: boolean
}

/** A server on virtual time with one webhook, and a receiver for that webhook. */
export async function startVirtual({answer, retries, real = false}: VirtualOptions) {
  await using stack = new AsyncDisposableStack()
  const receiver = stack.use(await Receiver.start(answer === undefined ? {} : {answer}))
  const {control} = stack.use(
    await startEmulator({
      clock: real ? systemClock : new VirtualClock(Date.now()),
      ...(retries === undefined ? {} : {retries}),
    }),
  )
  const webhook = await control.webhooks.create({
    provider: 'apivideo',
    url: receiver.url,
    events: [EVENT],
  })
  const owned = stack.move()
  return {
    receiver,
    control,
    id: webhook.id,
    webhook: () => control.webhooks.get(webhook.id),
    publish: () =>
      control.events.create({provider: 'apivideo', type: EVENT, payload: {}, force: true}),
    advance: (by: number | 'idle') =>
      control.clock.advance(by === 'idle' ? {untilIdle: true} : {ms: Math.round(by)}),
    deliveries: async () => (await control.deliveries.list()).deliveries,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
