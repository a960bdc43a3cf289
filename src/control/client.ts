import {setTimeout as pause} from 'node:timers/promises'
import type {Static, TSchema} from 'typebox'
import {HooksError} from '../core/errors.ts'
import type {NewWebhook, Webhook, WebhookApi} from '../core/webhook.ts'
import {readAnswer, readEmpty} from './answer.ts'
import {WireClock, type WireAdvance} from '../wire/clock.ts'
import type {StreamOptions} from './stream.ts'
import {exchange, isReset, type ControlAnswer, type ControlRequest} from '../http/request.ts'
import {
  WireAccepted,
  WireEventPage,
  WireSecrets,
  WireWebhook,
  WireWebhookList,
  type WireEventFilter,
  type WireNewEvent,
} from '../wire/webhooks-and-events.ts'
import {
  WireDelivery,
  WireDeliveryDetail,
  WireDeliveryPage,
  WireEventDeliveries,
  type WireDeliveryFilter,
  type WireWait,
} from '../wire/deliveries.ts'
import {WireEventType, WireEventTypeList, type WireNewEventType} from '../wire/event-types.ts'
import type {ControlOptions} from './options.ts'

const TIMEOUT_MS = 10_000
const ADVANCE_TIMEOUT_MS = 10 * 60_000
/** Retries of a request that changes nothing. */
const RETRIES = 2
const RETRY_DELAY_MS = 100

type Call = {
  readonly method: ControlRequest['method']
  readonly path: string
  readonly query?: Readonly<Record<string, string | number | undefined>>
  readonly body?: unknown
  readonly timeoutMs?: number
}

export type ControlClient = ReturnType<typeof createControlClient>

/** A client for the control API of a hooks server. */
export function createControlClient(options: ControlOptions) {
  const {origin} = new URL(options.url)
  const send = (call: Call) => sendWithRetries(options, call)

  async function ask<Shape extends TSchema>(call: Call, shape: Shape): Promise<Static<Shape>> {
    return readAnswer(await send(call), shape, origin)
  }

  return {
    webhooks: createWebhookApi(ask, async (call) => readEmpty(await send(call), origin)),

    secrets: (id: string) =>
      ask({method: 'GET', path: `webhooks/${encodeId(id)}/secrets`}, WireSecrets),
    /** Replaces the secrets; returns the new ones unmasked. */
    rotate: (id: string) =>
      ask({method: 'POST', path: `webhooks/${encodeId(id)}/rotate`}, WireSecrets),

    events: {
      create: (event: WireNewEvent) =>
        ask({method: 'POST', path: 'events', body: event}, WireAccepted),
      list: (query: Static<typeof WireEventFilter> = {}) =>
        ask({method: 'GET', path: 'events', query}, WireEventPage),
      /** The event and its deliveries; with `wait`, the server may take `timeoutMs` to answer. */
      get: (id: string, query: Static<typeof WireWait> = {}) => {
        const timeoutMs = TIMEOUT_MS + (query.timeoutMs ?? 0)
        return ask(
          {method: 'GET', path: `events/${encodeId(id)}`, query, timeoutMs},
          WireEventDeliveries,
        )
      },
    },

    eventTypes: {
      list: () => ask({method: 'GET', path: 'event-types'}, WireEventTypeList),
      get: (name: string) =>
        ask({method: 'GET', path: `event-types/${encodeId(name)}`}, WireEventType),
      /** Adds an event type, or replaces the one with that name. */
      define: (name: string, type: WireNewEventType) =>
        ask({method: 'PUT', path: `event-types/${encodeId(name)}`, body: type}, WireEventType),
      remove: async (name: string) =>
        readEmpty(await send({method: 'DELETE', path: `event-types/${encodeId(name)}`}), origin),
    },

    clock: {
      read: () => ask({method: 'GET', path: 'clock'}, WireClock),
      /** Resolves once everything that fell due in that time was sent. */
      advance: (by: WireAdvance) =>
        ask(
          {method: 'POST', path: 'clock/advance', body: by, timeoutMs: ADVANCE_TIMEOUT_MS},
          WireClock,
        ),
    },

    /** Changes as they happen. */
    stream: async (streamOptions?: StreamOptions) => {
      const {openStream} = await import('./stream.ts')
      return openStream(options, streamOptions)
    },

    deliveries: {
      /** Newest first. */
      list: (query: WireDeliveryFilter = {}) =>
        ask({method: 'GET', path: 'deliveries', query}, WireDeliveryPage),
      /** By id, or by an unambiguous prefix of one. */
      get: (id: string) =>
        ask({method: 'GET', path: `deliveries/${encodeId(id)}`}, WireDeliveryDetail),
      retry: (id: string) =>
        ask({method: 'POST', path: `deliveries/${encodeId(id)}/retry`}, WireDelivery),
      cancel: (id: string) =>
        ask({method: 'POST', path: `deliveries/${encodeId(id)}/cancel`}, WireDelivery),
    },
  }
}

type Ask = <Shape extends TSchema>(call: Call, shape: Shape) => Promise<Static<Shape>>

function createWebhookApi(ask: Ask, send: (call: Call) => Promise<void>): WebhookApi {
  return {
    create: async (webhook: NewWebhook) =>
      toWebhook(await ask({method: 'POST', path: 'webhooks', body: webhook}, WireWebhook)),
    async list(filter = {}) {
      const all: Webhook[] = []
      for (let cursor: string | undefined; ;) {
        const call: Call = {method: 'GET', path: 'webhooks', query: {...filter, cursor}}
        const {webhooks, nextCursor} = await ask(call, WireWebhookList)
        all.push(...webhooks.map(toWebhook))
        if (nextCursor === undefined) return all
        cursor = nextCursor
      }
    },
    get: async (id) => toWebhook(await ask({method: 'GET', path: toWebhookPath(id)}, WireWebhook)),
    update: async (id, changes) =>
      toWebhook(await ask({method: 'PATCH', path: toWebhookPath(id), body: changes}, WireWebhook)),
    delete: async (id) => send({method: 'DELETE', path: toWebhookPath(id)}),
  }
}

/** Retries after a broken connection or a 503, but only requests that change nothing. */
async function sendWithRetries(options: ControlOptions, call: Call): Promise<ControlAnswer> {
  const retries = call.method === 'GET' ? RETRIES : 0
  for (let retry = 1; retry <= retries; retry++) {
    try {
      const answer = await sendOnce(options, call)
      if (answer.status !== 503) return answer
    } catch (error) {
      if (!isReset(error)) throw error
    }
    await pause(RETRY_DELAY_MS * retry)
  }
  return sendOnce(options, call)
}

function sendOnce({url, key, network}: ControlOptions, call: Call): Promise<ControlAnswer> {
  const target = new URL(`${url}/_hooks/v1/${call.path}`)
  for (const [name, value] of Object.entries(call.query ?? {})) {
    if (value !== undefined) target.searchParams.set(name, String(value))
  }
  const {method, timeoutMs = TIMEOUT_MS} = call
  const body = call.body === undefined ? '' : JSON.stringify(call.body)
  const headers = {
    accept: 'application/json',
    ...(key === undefined ? {} : {authorization: `Bearer ${key}`}),
    ...(body === '' ? {} : {'content-type': 'application/json'}),
    // Without it Node sends an empty POST in chunks, which counts as a body of no known type.
    ...(method === 'GET' ? {} : {'content-length': String(Buffer.byteLength(body))}),
  }
  return exchange({method, url: target, headers, body, timeoutMs, network})
}

function toWebhook({createdAt, ...webhook}: WireWebhook): Webhook {
  return {...webhook, createdAt: new Date(createdAt)}
}

function toWebhookPath(id: string): string {
  return `webhooks/${encodeId(id)}`
}

function encodeId(id: string): string {
  // A URL drops these two as path segments, and the request would go to another resource.
  if (['', '.', '..'].includes(id)) {
    throw new HooksError('not_found', `nothing has the id ${JSON.stringify(id)}`)
  }
  return encodeURIComponent(id)
}
