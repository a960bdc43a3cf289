import {mkdir, writeFile} from 'node:fs/promises'
import path from 'node:path'
import type {ControlClient} from '../../src/control/client.ts'
import {VirtualClock} from '../../src/core/clock.ts'
import {loadProvider} from '../../src/providers/index.ts'
import {Receiver} from '../../src/receiver/receiver.ts'
import {startEmulator} from '../support/emulator.ts'
import {temporaryFolder} from '../support/run.ts'

const EVENT = 'video.source.recorded'
/** An event whose receiver fails. */
const FAILING_EVENT = 'live-stream.broadcast.started'
/** The receiver in examples. */
const EXAMPLE_HOST = 'https://example.com'
/** A webhook id in an example; the prefix identifies the provider. */
const EXAMPLE_ID = /^(webhook|wh)_[A-Za-z0-9]{22}$/

export type Place = AsyncDisposable & {
  /** Environment variables for the CLI. Every profile is for a server on this machine. */
  readonly env: Readonly<Record<string, string>>
  /** Contains every file that an example names. */
  readonly folder: string
  /** Replaces the ids and URLs of examples in a word with real ones. */
  real(word: string): string
}

/** Starts a server with webhooks of two providers, one successful and one failed delivery. */
export async function startPlace(options: {virtualClock: boolean}): Promise<Place> {
  await using stack = new AsyncDisposableStack()
  const clock = options.virtualClock ? {clock: new VirtualClock(Date.now())} : {}
  const emulator = stack.use(await startEmulator(clock))
  const folder = stack.use(await temporaryFolder())
  const failing = stack.use(await Receiver.start({answer: () => ({status: 500})}))
  const receiver = stack.use(await Receiver.start())

  const {webhooks, eventTypes} = emulator.control
  await eventTypes.define('order.paid', {})
  const make = (provider: string, events: string[], {url}: Receiver) =>
    webhooks.create({provider, events, url: `${url}/webhooks`, delivery: {retries: '1ms'}})
  const types = (await loadProvider('apivideo')).events.types.map(({name}) => name)
  const apivideo = [await make('apivideo', types, receiver)]
  apivideo.push(await make('apivideo', [FAILING_EVENT], failing))
  const standard = [await make('standard', ['order.paid'], receiver)]

  const env = {
    ...emulator.env,
    HOOKS_CONFIG_DIR: path.join(folder.path, 'config'),
    STAGING_KEY: emulator.key,
  }
  await writeFiles(folder.path, {url: emulator.url, key: emulator.key, receiver: receiver.url})
  // On virtual time the second attempt would wait for the clock, and so would this function.
  if (!options.virtualClock) {
    for (const type of [EVENT, FAILING_EVENT]) await deliver(emulator.control, type)
  }

  const owned = stack.move()
  const ids = {webhook: apivideo.map(({id}) => id), wh: standard.map(({id}) => id)}
  const replacements = new Map<string, string>()
  return {
    env,
    folder: folder.path,
    real(word) {
      const kind = EXAMPLE_ID.exec(word)?.[1]
      if (kind !== 'webhook' && kind !== 'wh') return word.replaceAll(EXAMPLE_HOST, receiver.url)
      const id = replacements.get(word) ?? ids[kind].shift()
      if (id === undefined)
        throw new Error(`an example has more ids of ${kind} than there are webhooks`)
      replacements.set(word, id)
      return id
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

async function deliver({events}: ControlClient, type: string): Promise<void> {
  const {id} = await events.create({provider: 'apivideo', type, payload: {}, force: true})
  await events.get(id, {wait: 'done', timeoutMs: 10_000})
}

/** Writes every file that examples name, with realistic content. */
async function writeFiles(
  folder: string,
  {url, key, receiver}: {url: string; key: string; receiver: string},
): Promise<void> {
  const vendor = {baseUrl: url, credentials: {apiKey: key}}
  const staging = {provider: 'apivideo', ...vendor}
  const profiles = {apivideo: vendor, 'apivideo-sandbox': vendor, staging}
  const webhook = {url: `${receiver}/webhooks`, events: [EVENT]}
  const files = {
    'api-key.txt': `${key}\n`,
    'hooks.yaml': JSON.stringify({webhooks: [webhook]}),
    'webhooks.ndjson': `${JSON.stringify(webhook)}\n`,
    'order.schema.json': JSON.stringify({type: 'object', properties: {id: {type: 'string'}}}),
    'order.json': JSON.stringify({id: 'order_1'}),
    'config/config.json': JSON.stringify({profiles}),
  }
  await mkdir(path.join(folder, 'config'), {mode: 0o700})
  for (const [name, text] of Object.entries(files)) {
    await writeFile(path.join(folder, name), text, {mode: 0o600})
  }
}
