import path from 'node:path'
import {createControlClient, type ControlClient} from '../../src/control/client.ts'
import type {DeliverySettings} from '../../src/core/delivery-settings.ts'
import {type ReceiverAnswer, Receiver, type Received} from '../../src/receiver/receiver.ts'
import {type Ending, type Final, History, type Watched} from './history.ts'
import {running, type RunningProgram} from './program.ts'
import {temporaryFolder} from './run.ts'

const EVENT = 'video.source.recorded'
/** Strictly ordered webhooks get fewer events, so that they keep up. */
const ORDERED_EVENT = 'live-stream.broadcast.started'
const ORDERED_EVERY = 4
const KEY = 'hk_forTestsOnly_0123456789'
const PAGE = 500

/** Draws numbers from 0 up to 1, the same ones for the same seed. */
export function seeded(seed: number): () => number {
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
  /** The webhooks that are watched; filled by `subscribe`. */
  readonly webhooks: Watched[]
  /** `hooks serve` as a process of its own, on the one store. */
  serve(): Promise<Served>
  /** A webhook whose deliveries the receiver takes at a path of its own; its id. */
  subscribe(control: ControlClient, name: string, settings?: DeliverySettings): Promise<string>
  /** Publishes over so many connections until the server is gone or `stop` aborts. */
  publish(control: ControlClient, writers: number, stop: AbortSignal): Promise<void>
  /** Resolves once no delivery is pending; the whole of them, for the history. */
  ending(control: ControlClient): Promise<Ending>
}

export type DurableBenchOptions = {
  /** What the receiver answers; it takes everything when left out. */
  answer?(request: Received): ReceiverAnswer | Promise<ReceiverAnswer>
  onRequest?(count: number): void
}

/** A store in a folder of its own, a receiver, and the history of both. */
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
    ending: async (control) => ({webhooks, deliveries: await finalDeliveries(control)}),
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
  /** Whether some of the events are those of strictly ordered webhooks. */
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
      // The server was killed; whether it accepted this event is unknown.
      if (accepted === undefined) return
      history.accepted(
        accepted.id,
        accepted.deliveries.map(({id}) => id),
      )
    }
  }
  await Promise.all(Array.from({length: writers}, write))
}

async function finalDeliveries(control: ControlClient): Promise<Final[]> {
  const newestFirst: Final[] = []
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
