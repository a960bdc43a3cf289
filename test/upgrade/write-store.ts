import {readFile, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {createControlClient, type ControlClient} from '../../src/control/client.ts'
import type {WireNewEvent} from '../../src/wire/webhooks-and-events.ts'
import type {NewWebhook} from '../../src/core/webhook.ts'
import {Receiver} from '../../src/receiver/receiver.ts'
import {ask as send} from '../support/control.ts'
import {readEverything, type KeptStore, type KeyedRequest} from './kept.ts'

const ROOT = path.resolve(import.meta.dirname, '../..')
const RECORDED = 'video.source.recorded'
/** For a webhook whose deliveries wait for their next attempt. */
const LATER = {retries: '1h,2h'}
const KEYED = {provider: 'apivideo', type: RECORDED, payload: {type: RECORDED, n: 1}, force: true}

type Kept = Omit<NewWebhook, 'url'> & {
  /** The receiver answers `/STATUS/…` with this status. */
  readonly path: string
}

const WEBHOOKS: readonly Kept[] = [
  {
    path: '/200/plain',
    provider: 'apivideo',
    events: [RECORDED],
    delivery: {
      retries: '1s,5m',
      rateLimit: 50,
      concurrency: 2,
      headers: {'x-team': 'video', authorization: 'Bearer of-the-receiver'},
      filter: {type: ['video.*', 'live-stream.*']},
    },
  },
  {path: '/500/rotated', provider: 'apivideo', events: [RECORDED], delivery: LATER},
  {
    path: '/500/failing',
    provider: 'apivideo',
    events: [RECORDED],
    delivery: {retries: '10ms', fifo: true},
  },
  {path: '/410/gone', provider: 'apivideo', events: [RECORDED]},
  {path: '/200/paused', provider: 'apivideo', events: [RECORDED]},
  {path: '/200/disabled', provider: 'apivideo', events: [RECORDED]},
  {path: '/200/analytics', provider: 'vidyard', kind: 'analytics', events: ['view'], scope: '7'},
  {
    path: '/200/players',
    provider: 'vidyard',
    kind: 'players',
    events: ['playlist_create'],
    scope: '7',
    options: {settings: {colour: 'blue'}, securityKeyIn: 'body'},
    secret: 'sesame',
  },
  {
    path: '/200/mda',
    provider: 'mda',
    events: [],
    scope: '17',
    options: {
      enableHttpAuthorization: true,
      httpAuthorizationValue: 'open sesame',
      customParameters: {team: 'video'},
    },
  },
  {path: '/200/targetvideo', provider: 'targetvideo', events: [], scope: '3'},
  {path: '/200/shared', provider: 'standard', events: ['order.*']},
  {
    path: '/200/private',
    provider: 'standard',
    events: ['order.paid'],
    options: {signature: 'v1a'},
    scope: 'acme',
  },
]

const ORDER_PAID = {
  description: 'A customer has paid.',
  schema: {
    type: 'object',
    required: ['order'],
    properties: {order: {type: 'string'}, cents: {type: 'integer'}},
  },
  sample: {order: 'o_1', cents: 1999},
}

export type Server = {readonly url: string; readonly key: string}

/** Fills a server's empty store with data of every kind, and writes what it returns to `file`. */
export async function fillStore(server: Server, file: string): Promise<void> {
  const control = createControlClient(server)
  await using receiver = await Receiver.start({
    answer: ({path: where}) => ({status: Number(where.split('/')[1]), body: 'as told'}),
  })
  await control.eventTypes.define('order.paid', ORDER_PAID)
  await control.eventTypes.define('order.lost', {})
  const ids = new Map<string, string>()
  for (const {path: where, ...webhook} of WEBHOOKS) {
    const {id} = await control.webhooks.create({...webhook, url: `${receiver.url}${where}`})
    ids.set(where, id)
  }
  const idOf = (where: string) => ids.get(where) ?? ''
  await control.webhooks.update(idOf('/200/paused'), {state: 'paused'})
  await control.webhooks.update(idOf('/200/disabled'), {state: 'disabled'})
  await publishAll(control)
  const cancelAll = {path: 'deliveries/cancel', body: {webhookId: idOf('/200/paused')}}
  const keyed = [await ask(server, {path: 'events', body: KEYED}), await ask(server, cancelAll)]
  // After the cancelled ones, the paused webhook holds one more delivery.
  await publishSample(control, 'apivideo', RECORDED)
  await waitUntilNothingPending(control, idOf('/500/failing'))
  const rotated = idOf('/500/rotated')
  const {signingSecret: previousSecret} = await control.secrets(rotated)
  await control.rotate(rotated)
  const shown: KeptStore = {
    at: new Date().toISOString(),
    keyed,
    rotated: {id: rotated, previousSecret},
    ...(await readEverything(control)),
  }
  await writeFile(file, `${JSON.stringify(shown, undefined, 1)}\n`)
}

async function publishAll(control: ControlClient): Promise<void> {
  await publishSample(control, 'apivideo', RECORDED)
  await publishSample(control, 'vidyard', 'view', '7')
  await publishSample(control, 'vidyard', 'playlist_create', '7')
  await publishSample(control, 'mda', 'session.create', '17')
  await publishSample(control, 'targetvideo', 'add_video', '3')
  const order = {provider: 'standard', type: 'order.paid'}
  await publish(control, {...order, payload: {order: 'o_2'}})
  await publish(control, {...order, payload: {order: 'Überraschung 🎬'}, scope: 'acme'})
}

async function publishSample(
  control: ControlClient,
  provider: string,
  type: string,
  scope?: string,
) {
  const sample = path.join(ROOT, 'src/providers', provider, 'samples', `${type}.json`)
  const payload = JSON.parse(await readFile(sample, 'utf8'))
  await publish(control, {provider, type, payload, ...(scope === undefined ? {} : {scope})})
}

async function publish({events}: ControlClient, event: WireNewEvent): Promise<void> {
  const {id} = await events.create(event)
  await events.get(id, {wait: 'first', timeoutMs: 10_000})
}

/** Waits until no delivery to a webhook is pending. */
async function waitUntilNothingPending(
  {deliveries, events}: ControlClient,
  webhookId: string,
): Promise<void> {
  for (;;) {
    const [pending] = (await deliveries.list({state: 'pending', webhookId})).deliveries
    if (pending === undefined) return
    await events.get(pending.eventId, {wait: 'done', timeoutMs: 100})
  }
}

/** Sends a request with an idempotency key, and returns it with its response. */
async function ask(
  {url, key}: Server,
  {path: where, body}: Pick<KeyedRequest, 'path' | 'body'>,
): Promise<KeyedRequest> {
  const headers = {authorization: `Bearer ${key}`, 'idempotency-key': `kept-${where}`}
  const {status, json} = await send(`${url}/_hooks/v1/${where}`, 'POST', {body, headers})
  if (status > 299) throw new Error(JSON.stringify(json))
  return {path: where, key: `kept-${where}`, body, status, answer: json}
}
