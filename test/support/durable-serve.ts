import path from 'node:path'
import {createControlClient, type ControlClient} from '../../src/control/client.ts'
import type {DeliverySettings} from '../../src/core/delivery-settings.ts'
import {type ReceiverAnswer, Receiver, type Received} from '../../src/receiver/receiver.ts'
import {type FinalDelivery, type FinalState, History, type Watched} from './history.ts'
import {running, type RunningProgram} from './program.ts'
import {temporaryFolder} from './run.ts'

const EVENT = 'video.source.recorded'
/** Webhooks with strict order get fewer events, so that they can keep up. */
const ORDERED_EVENT = 'live-stream.broadcast.started'
const ORDERED_EVERY = 4
const KEY = 'hk_forTestsOnly_0123456789'
const PAGE = 500

/** A random number generator, from 0 up to 1. The same seed gives the same numbers. */
export function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    // Mulberry32.
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export type Served = AsyncDisposable & {
  readonly control: ControlClient
  readonly program: RunningProgram
  readonly url: string
  readonly key: string
  readonly pid: number
}

export type Bench = AsyncDisposable & {
  readonly folder: string
  readonly key: string
  readonly history: History
  readonly receiver: Receiver
  /** The webhooks created by `subscribe`. */
  readonly webhooks: Watched[]
  /** Starts `hooks serve` as a separate process, on the store in `folder`. */
  serve(): Promise<Served>
  /** Creates a webhook with its own path at the receiver, and returns its id. */
  subscribe(control: ControlClient, name: string, settings?: DeliverySettings): Promise<string>
  /** Publishes over this many connections until the server is gone or `stop` aborts. */
  publish(control: ControlClient, writers: number, stop: AbortSignal): Promise<void>
  /** Waits until no delivery is pending, and returns the webhooks and all deliveries. */
  readFinalState(control: ControlClient): Promise<FinalState>
}

export type DurableBenchOptions = {
  /** What the receiver answers; by default it accepts everything. */
  answer?(request: Received): ReceiverAnswer | Promise<ReceiverAnswer>
  onRequest?(count: number): void
}

/** A temporary folder for a store, a receiver, and a history of what happens. */
export async function durableBench(options: DurableBenchOptions = {}): Promise<Bench> {
  await using stack = new AsyncDisposableStack()
  const folder = stack.use(await temporaryFolder()).path
  const history = new History()
  const webhooks: Watched[] = []
  let count = 0
  const receiver = stack.use(
    await Receiver.start({
      async answer(request) {
        const answer = (await options.answer?.(request)) ?? {}
        history.seen(request, isSuccess(answer))
        options.onRequest?.(++count)
        return answer
      },
    }),
  )
  const owned = stack.move()
  return {
    folder,
    key: KEY,
    history,
    receiver,
    webhooks,
    serve: () => startServer(folder),
    async subscribe(control, name, delivery = {}) {
      const webhook = await control.webhooks.create({
        provider: 'apivideo',
        url: `${receiver.url}/${name}`,
        events: [delivery.fifo === true ? ORDERED_EVENT : EVENT],
        delivery,
      })
      webhooks.push({
        id: webhook.id,
        path: `/${name}`,
        signingSecrets: [webhook.signingSecret ?? ''],
        ...(delivery.fifo === true ? {fifo: true} : {}),
      })
      return webhook.id
    },
    publish(control, writers, stop) {
      const ordered = webhooks.some(({fifo}) => fifo === true)
      return publish(control, history, {writers, stop, ordered})
    },
    readFinalState: async (control) => ({webhooks, deliveries: await readFinalDeliveries(control)}),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

function isSuccess(answer: ReceiverAnswer): boolean {
  const {status = 200} = typeof answer === 'object' ? answer : {status: 0}
  return status >= 200 && status < 300
}

async function startServer(folder: string): Promise<Served> {
  const argv = ['serve', '--port', '0', '--quiet', '--json', '--store', path.join(folder, 's.db')]
  const env = {HOOKS_CONFIG_DIR: folder, HOOKS_DATA_DIR: folder, HOOKS_SERVER_KEY: KEY}
  const program = await running(argv, env)
  const {url, pid} = JSON.parse(await program.firstLine)
  return {
    control: createControlClient({url, key: KEY}),
    program,
    url,
    key: KEY,
    pid,
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  }
}

type Publishing = {
  readonly writers: number
  readonly stop: AbortSignal
  /** Whether to publish some events for webhooks with strict order. */
  readonly ordered: boolean
}

async function publish(
  control: ControlClient,
  history: History,
  {writers, stop, ordered}: Publishing,
) {
  const write = async () => {
    for (let n = 0; !stop.aborted; n++) {
      const type = ordered && n % ORDERED_EVERY === 0 ? ORDERED_EVENT : EVENT
      const marker = `marker-${crypto.randomUUID()}`
      history.submitted(marker)
      const event = {provider: 'apivideo', type, payload: {type, marker}, force: true}
      const accepted = await control.events.create(event).catch(() => undefined)
      // The server was killed. Nobody can know whether it accepted this event.
      if (accepted === undefined) return
      history.accepted(
        accepted.id,
        accepted.deliveries.map(({id}) => id),
      )
    }
  }
  await Promise.all(Array.from({length: writers}, write))
}

async function readFinalDeliveries(control: ControlClient): Promise<FinalDelivery[]> {
  const newestFirst: FinalDelivery[] = []
  let cursor: string | undefined
  do {
    const page = await control.deliveries.list({
      limit: PAGE,
      ...(cursor === undefined ? {} : {cursor}),
    })
    for (const {id, eventId, state} of page.deliveries) {
      if (state === 'pending') await control.events.get(eventId, {wait: 'done', timeoutMs: 20_000})
      newestFirst.push(await control.deliveries.get(id))
    }
    cursor = page.nextCursor
  } while (cursor !== undefined)
  return newestFirst.toReversed()
}
