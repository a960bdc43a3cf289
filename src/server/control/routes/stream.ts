import {Readable} from 'node:stream'
import type {FastifyPluginAsyncTypebox} from '@fastify/type-provider-typebox'
import {WireStreamFilter, WireStreamItem} from '../../../wire/stream.ts'
import type {Clock} from '../../../core/clock.ts'
import {HooksError} from '../../../core/errors.ts'
import {matchesGlob} from '../../../core/glob.ts'
import {DELIVERY_CHANGES, type Change, WEBHOOK_CHANGES} from '../../../store/rows/change.ts'
import type {Catalogue} from '../../events/catalogue.ts'
import {Feed, type FeedItem} from '../../watch/feed.ts'
import {wireWebhook} from '../wire-webhook.ts'
import {wireDelivery} from './deliveries.ts'

export type StreamOptions = {
  readonly clock: Clock
  /** Of what happens from now on when left out. */
  readonly feed?: Feed | undefined
  readonly catalogue: Catalogue
  /** How long a stream on which nothing happens stays silent; 15 seconds when left out. */
  readonly heartbeatMs?: number | undefined
}

const HEARTBEAT_MS = 15_000
/** What a client that lost its connection is told to wait before it comes again. */
const RETRY_MS = 1000
/** Each holds a connection, and work at every change. */
export const MAX_STREAMS = 100
/** Items written at once. */
const PORTION = 100
const TYPES: readonly string[] = ['event.accepted', ...DELIVERY_CHANGES, ...WEBHOOK_CHANGES]

/** What is sent is a stream, which the compiler would take for a wrong item. */
const response: Readonly<Record<number, object>> = {
  200: {
    description:
      'Server-sent events, each with an item as JSON in `data`. The header Last-Event-ID goes on after the item of that id; `gap` says that items are lost.',
    content: {'text/event-stream': {schema: WireStreamItem}},
  },
}
const schema = {querystring: WireStreamFilter, response}

/** What happens, as it happens: server-sent events. */
export const streamRoutes: FastifyPluginAsyncTypebox<StreamOptions> = async (app, options) => {
  const {feed = new Feed(options.clock)} = options
  const closing = new AbortController()
  app.addHook('preClose', async () => closing.abort())

  /** @throws HooksError usage */
  const checked = (query: WireStreamFilter) => {
    if (query.provider !== undefined) options.catalogue.provider(query.provider)
    return wanted(query)
  }

  let open = 0
  // A HEAD would be answered by reading the stream to its end, which never comes.
  app.get('/', {schema, exposeHeadRoute: false}, async ({headers, query}, reply) => {
    const wants = checked(query)
    if (open >= MAX_STREAMS) throw tooMany()
    const left = new AbortController()
    open++
    reply.raw.on('close', () => {
      open--
      left.abort()
    })
    const frames = read(
      {...options, feed},
      {
        wants,
        after: headers['last-event-id'],
        signal: AbortSignal.any([closing.signal, left.signal]),
      },
    )
    reply.header('cache-control', 'no-store').type('text/event-stream; charset=utf-8')
    return reply.send(Readable.from(frames, {highWaterMark: 1}))
  })
}

function tooMany(): HooksError {
  return new HooksError('rate_limited', `${MAX_STREAMS} streams are open already`, {
    hint: 'close one of them first',
  })
}

type Reading = {
  wants(change: Change): boolean
  /** The last id that the reader has seen. */
  readonly after: string | string[] | undefined
  readonly signal: AbortSignal
}

/** What is written on the stream; the next is made when the one before is on its way. */
async function* read(
  {feed, catalogue, heartbeatMs = HEARTBEAT_MS}: StreamOptions & {readonly feed: Feed},
  {wants, after, signal}: Reading,
): AsyncGenerator<string> {
  let place: number | undefined = after === undefined ? feed.place : feed.placeOf(String(after))
  yield `retry: ${RETRY_MS}\n${place === undefined ? '' : `id: ${feed.idOf(place)}\n`}\n`
  let writtenAt = performance.now()
  while (!signal.aborted) {
    const portion = feed.after(place, PORTION)
    if (portion.missed > 0) yield gapFrame(feed, portion)
    for (const item of portion.items.filter(({change}) => wants(change))) {
      yield frame(feed.idOf(item.place), wireItem(item, catalogue))
      writtenAt = performance.now()
    }
    place = portion.place
    const leftMs = writtenAt + heartbeatMs - performance.now()
    if (leftMs > 0) {
      await feed.wait(place, leftMs, signal)
    } else {
      // With what was not wanted the reader's place moves on too.
      yield `: nothing new\nid: ${feed.idOf(place)}\n\n`
      writtenAt = performance.now()
    }
  }
}

function gapFrame(feed: Feed, {items, missed, place}: ReturnType<Feed['after']>): string {
  const before = (items[0]?.place ?? place + 1) - 1
  const known = Number.isFinite(missed) ? {missed} : {}
  const at = new Date(items[0]?.at ?? Date.now()).toISOString()
  return frame(feed.idOf(before), {type: 'gap', at, ...known})
}

function frame(id: string, item: WireStreamItem): string {
  return `id: ${id}\nevent: ${item.type}\ndata: ${JSON.stringify(item)}\n\n`
}

function wireItem({at: atMs, change}: FeedItem, catalogue: Catalogue): WireStreamItem {
  const at = new Date(atMs).toISOString()
  if ('delivery' in change) return {type: change.type, at, delivery: wireDelivery(change.delivery)}
  if ('webhook' in change) {
    const {type, webhook} = change
    return {type, at, webhook: wireWebhook(webhook, catalogue.provider(webhook.provider), 'masked')}
  }
  const {id, provider, scope, type} = change.event
  const deliveries = [...change.deliveries]
  return {type: change.type, at, event: {id, provider, scope, type}, deliveries}
}

/** @throws HooksError usage */
function wanted({types, provider, webhookId}: WireStreamFilter): Reading['wants'] {
  const patterns = types?.split(',') ?? ['*']
  const unknown = patterns.find((pattern) => !TYPES.some((type) => matchesGlob(pattern, type)))
  if (unknown !== undefined) {
    throw new HooksError('usage', `types ${JSON.stringify(unknown)} is on no stream`, {
      hint: `one of ${TYPES.join(', ')}`,
    })
  }
  return (change) =>
    patterns.some((pattern) => matchesGlob(pattern, change.type)) &&
    (provider === undefined || providerOf(change) === provider) &&
    (webhookId === undefined || isAbout(change, webhookId))
}

function providerOf(change: Change): string {
  if ('delivery' in change) return change.delivery.provider
  return 'webhook' in change ? change.webhook.provider : change.event.provider
}

function isAbout(change: Change, webhookId: string): boolean {
  if ('delivery' in change) return change.delivery.webhookId === webhookId
  if ('webhook' in change) return change.webhook.id === webhookId
  return change.deliveries.some((delivery) => delivery.webhookId === webhookId)
}
