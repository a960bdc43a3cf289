import {copyFileSync, existsSync} from 'node:fs'
import path from 'node:path'
import {VirtualClock} from '../../src/core/clock.ts'
import {HooksError} from '../../src/core/errors.ts'
import {advanceClock} from '../../src/dispatcher/advance.ts'
import type {Dispatcher} from '../../src/dispatcher/dispatcher.ts'
import {Receiver, type Received} from '../../src/receiver/receiver.ts'
import {openStore, type Store} from '../../src/store/index.ts'
import {newDispatcher} from '../support/dispatching.ts'
import {temporaryFolder} from '../support/run.ts'
import {signatureBy} from '../support/signature.ts'
import {accept, subscribe} from '../support/stores.ts'
import {DELAYS_MS, Model, type ModelDelivery, type ModelWebhook} from './model.ts'

const START = Date.UTC(2026, 0, 1)
/** Without jitter, so that the model knows each due time. */
const POLICY = {delaysMs: DELAYS_MS, jitter: 0, honoursRetryAfter: false}

/** A store and its dispatcher, until the next crash. */
export type Life = AsyncDisposable & {readonly store: Store; readonly dispatcher: Dispatcher}

export type ModelWorld = AsyncDisposable & {
  readonly model: Model
  readonly store: Store
  /** Wrong signatures, recipients and retries. */
  readonly problems: readonly string[]
  create(): Promise<void>
  publish(): Promise<void>
  /** Publishes an event, and crashes while the deliveries are being sent. */
  publishAndCrash(): Promise<void>
  retry(id: string, delivery: ModelDelivery): Promise<void>
  rotate(webhook: ModelWebhook): Promise<void>
  advance(ms: number): Promise<void>
  /** Crashes, and restarts with what is on the disk. */
  crash(): Promise<void>
  /** Resolves once everything that is due has been sent and recorded. */
  waitUntilQuiet(): Promise<void>
}

/** The real store and dispatcher, and the model. Every action is applied to both. */
export async function startModelWorld(): Promise<ModelWorld> {
  await using stack = new AsyncDisposableStack()
  const folder = stack.use(await temporaryFolder()).path
  const model = new Model(START)
  const clock = new VirtualClock(START)
  const problems: string[] = []
  const receiver = stack.use(
    await Receiver.start({answer: (request) => answer(model, problems, request)}),
  )
  let generation = 0
  let life = await startLife(path.join(folder, '0.db'), clock)
  stack.defer(() => life[Symbol.asyncDispose]())
  const owned = stack.move()

  const crash = async () => {
    const before = life
    const from = path.join(folder, `${generation}.db`)
    const to = path.join(folder, `${++generation}.db`)
    // No code runs between the two copies, so they contain what a killed process would leave.
    for (const end of ['', '-wal']) {
      if (existsSync(`${from}${end}`)) copyFileSync(`${from}${end}`, `${to}${end}`)
    }
    await before[Symbol.asyncDispose]()
    life = await startLife(to, clock)
  }
  const publish = async (isUncertain: boolean) => {
    const {deliveries} = await accept(life.store)
    const expected = model.listWebhooks().filter(({state}) => state !== 'disabled')
    const ids = deliveries.map(({webhookId}) => webhookId)
    if (
      ids.toSorted().join() !==
      expected
        .map(({id}) => id)
        .toSorted()
        .join()
    ) {
      problems.push(`an event went to ${ids.join()}`)
    }
    for (const {id, webhookId} of deliveries) {
      const webhook = expected.find((each) => each.id === webhookId)
      if (webhook !== undefined) model.published(id, webhook, isUncertain)
    }
  }
  return {
    model,
    problems,
    get store() {
      return life.store
    },
    async create() {
      const at = `/${model.webhooks.length}`
      const {id, signingSecret} = await subscribe(life.store, {url: `${receiver.url}${at}`})
      model.webhooks.push({
        id,
        path: at,
        state: 'enabled',
        deleted: false,
        succeeds: true,
        signingSecret,
      })
    },
    publish: () => publish(false),
    async publishAndCrash() {
      await publish(true)
      await crash()
    },
    async retry(id, delivery) {
      const refused = await life.store.deliveries.retry(id).then(() => false, isConflict)
      if (refused !== delivery.webhook.deleted) problems.push(`the retry of ${id} went wrong`)
      if (!refused) model.retried(delivery)
    },
    async rotate(webhook) {
      webhook.signingSecret = (
        await life.store.webhooks.rotate(webhook.id, undefined)
      ).signingSecret
    },
    async advance(ms) {
      await advanceClock({clock, dispatcher: life.dispatcher, store: life.store, by: ms})
      model.advance(ms)
    },
    crash,
    waitUntilQuiet: () => life.dispatcher.waitUntilQuiet(),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

function isConflict(error: unknown): boolean {
  return error instanceof HooksError && error.code === 'conflict'
}

async function startLife(location: string, clock: VirtualClock): Promise<Life> {
  await using stack = new AsyncDisposableStack()
  const store = stack.use(await openStore(location, clock))
  const dispatcher = newDispatcher(store, {clock, chooseRetryPolicy: () => POLICY})
  stack.defer(() => dispatcher.stop(0))
  dispatcher.start()
  const owned = stack.move()
  return {store, dispatcher, [Symbol.asyncDispose]: () => owned.disposeAsync()}
}

/** Checks that the webhook's current secret signed the request, and answers as the model says. */
function answer(model: Model, problems: string[], request: Received) {
  const webhook = model.webhooks.find((each) => each.path === request.path)
  const given = (request.headers['webhook-signature'] ?? '').split(' ')
  if (webhook === undefined || !given.includes(signatureBy([webhook.signingSecret], request))) {
    problems.push(`${request.path} got a request that is not signed with its secret`)
  }
  return {status: webhook?.succeeds === true ? 200 : 500}
}
