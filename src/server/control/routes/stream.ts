import {Readable} from 'node:stream'
import type {FastifyPluginAsyncTypebox} from '@fastify/type-provider-typebox'
import {WireStreamFilter, WireStreamItem} from '../../../wire/stream.ts'
import type {Clock} from '../../../core/clock.ts'
import {HooksError} from '../../../core/errors.ts'
import {matchesGlob} from '../../../core/glob.ts'
import {DELIVERY_CHANGES, type Change, WEBHOOK_CHANGES} from '../../../store/rows/change.ts'
import type {Catalogue} from '../../events/catalogue.ts'
import {Feed, type FeedItem} from '../../watch/feed.ts'
import {toWireWebhook} from '../wire-webhook.ts'
import {toWireDelivery} from './deliveries.ts'

export type StreamRouteOptions = {
  readonly clock: Clock
  /** A new, empty one by default. */
  readonly feed?: Feed | undefined
  readonly catalogue: Catalogue
  /** Interval between heartbeats while nothing happens; milliseconds, 15 seconds by default. */
  readonly heartbeatMs?: number | undefined
}

const HEARTBEAT_MS = 15_000
/** How long a client should wait before it reconnects; milliseconds. */
const RETRY_MS = 1000
/** Each one holds a connection and costs work for every change. */
export const MAX_STREAMS = 100
/** Items read from the feed at once. */
const PORTION = 100
const TYPES: readonly string[] = ['event.accepted', ...DELIVERY_CHANGES, ...WEBHOOK_CHANGES]

/** Typed loosely: the route sends a stream, which the type provider would reject as an item. */
const response: Readonly<Record<number, object>> = {
  200: {
    description:
      'Server-sent events, each with one item as JSON in `data`. Send the header Last-Event-ID to resume after the item with that id. A `gap` item means that items were lost.',
    content: {'text/event-stream': {schema: WireStreamItem}},
  },
}
const schema = {querystring: WireStreamFilter, response}

/** Changes as they happen, as server-sent events. */
export const addStreamRoutes: FastifyPluginAsyncTypebox<StreamRouteOptions> = async (
  app,
  options,
) => {
  const {feed = new Feed(options.clock)} = options
  const closing = new AbortController()
  app.addHook('preClose', async () => closing.abort())

  /** @throws HooksError usage */
  const parseFilter = (query: WireStreamFilter) => {
    if (query.provider !== undefined) options.catalogue.getProvider(query.provider)
    return createMatcher(query)
  }

  let open = 0
  // For HEAD, Fastify would read the stream to its end, which never comes.
  app.get('/', {schema, exposeHeadRoute: false}, async ({headers, query}, reply) => {
    const wants = parseFilter(query)
    if (open >= MAX_STREAMS) throw createTooManyStreamsError()
    const left = new AbortController()
    open++
    reply.raw.on('close', () => {
      open--
      left.abort()
    })
    const frames = readFrames(
      {...options, feed},
      {
        isWanted: wants,
        after: headers['last-event-id'],
        signal: AbortSignal.any([closing.signal, left.signal]),
      },
    )
    reply.header('cache-control', 'no-store').type('text/event-stream; charset=utf-8')
    return reply.send(Readable.from(frames, {highWaterMark: 1}))
  })
}

function createTooManyStreamsError(): HooksError {
  return new HooksError('rate_limited', `${MAX_STREAMS} streams are already open`, {
    hint: 'close one of them and try again',
  })
}

type Reading = {
  isWanted(change: Change): boolean
  /** The id of the last item that the client has seen. */
  readonly after: string | string[] | undefined
  readonly signal: AbortSignal
}

/** The frames to write; the next one is made only after the previous one was written. */
async function* readFrames(
  {feed, catalogue, heartbeatMs = HEARTBEAT_MS}: StreamRouteOptions & {readonly feed: Feed},
  {isWanted, after, signal}: Reading,
): AsyncGenerator<string> {
  let place: number | undefined = after === undefined ? feed.place : feed.findPlace(String(after))
  yield `retry: ${RETRY_MS}\n${place === undefined ? '' : `id: ${feed.createId(place)}\n`}\n`
  let writtenAt = performance.now()
  while (!signal.aborted) {
    const portion = feed.readAfter(place, PORTION)
    if (portion.missed > 0) yield formatGap(feed, portion)
    for (const item of portion.items.filter(({change}) => isWanted(change))) {
      yield formatFrame(feed.createId(item.place), toWireItem(item, catalogue))
      writtenAt = performance.now()
    }
    place = portion.place
    const leftMs = writtenAt + heartbeatMs - performance.now()
    if (leftMs > 0) {
      await feed.wait(place, leftMs, signal)
    } else {
      // Filtered-out items advance the client's position too.
      yield `: nothing new\nid: ${feed.createId(place)}\n\n`
      writtenAt = performance.now()
    }
  }
}

function formatGap(feed: Feed, {items, missed, place}: ReturnType<Feed['readAfter']>): string {
  const before = (items[0]?.place ?? place + 1) - 1
  const known = Number.isFinite(missed) ? {missed} : {}
  const at = new Date(items[0]?.at ?? Date.now()).toISOString()
  return formatFrame(feed.createId(before), {type: 'gap', at, ...known})
}

function formatFrame(id: string, item: WireStreamItem): string {
  return `id: ${id}\nevent: ${item.type}\ndata: ${JSON.stringify(item)}\n\n`
}

function toWireItem({at: atMs, change}: FeedItem, catalogue: Catalogue): WireStreamItem {
  const at = new Date(atMs).toISOString()
  if ('delivery' in change)
    return {type: change.type, at, delivery: toWireDelivery(change.delivery)}
  if ('webhook' in change) {
    const {type, webhook} = change
    return {
      type,
      at,
      webhook: toWireWebhook(webhook, catalogue.getProvider(webhook.provider), 'masked'),
    }
  }
  const {id, provider, scope, type} = change.event
  const deliveries = [...change.deliveries]
  return {type: change.type, at, event: {id, provider, scope, type}, deliveries}
}

/** @throws HooksError usage */
function createMatcher({types, provider, webhookId}: WireStreamFilter): Reading['isWanted'] {
  const patterns = types?.split(',') ?? ['*']
  const unknown = patterns.find((pattern) => !TYPES.some((type) => matchesGlob(pattern, type)))
  if (unknown !== undefined) {
    throw new HooksError('usage', `unknown stream type ${JSON.stringify(unknown)}`, {
      hint: `use one of ${TYPES.join(', ')}`,
    })
  }
  return (change) =>
    patterns.some((pattern) => matchesGlob(pattern, change.type)) &&
    (provider === undefined || findProviderName(change) === provider) &&
    (webhookId === undefined || isAbout(change, webhookId))
}

function findProviderName(change: Change): string {
  if ('delivery' in change) return change.delivery.provider
  return 'webhook' in change ? change.webhook.provider : change.event.provider
}

function isAbout(change: Change, webhookId: string): boolean {
  if ('delivery' in change) return change.delivery.webhookId === webhookId
  if ('webhook' in change) return change.webhook.id === webhookId
  return change.deliveries.some((delivery) => delivery.webhookId === webhookId)
}
