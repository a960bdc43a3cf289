import {defined} from '../../../core/defined.ts'
import type {FastifyPluginAsyncTypebox} from '@fastify/type-provider-typebox'
import {Type} from 'typebox'
import {
  WireAccepted,
  type WireEvent,
  WireEventFilter,
  WireEventPage,
  WireNewEvent,
} from '../../../wire/webhooks-and-events.ts'
import {WireEventDeliveries, WireWait} from '../../../wire/deliveries.ts'
import type {Event, Payload} from '../../../core/event.ts'
import type {Provider} from '../../../providers/provider.ts'
import type {EventType} from '../../../providers/contract/events.ts'
import {checkScope} from '../../../providers/rules/checks.ts'
import type {ListedDelivery} from '../../../store/rows/delivery.ts'
import type {Store} from '../../../store/index.ts'
import type {ControlApiOptions} from '../options.ts'
import {cutPage, readCursor} from '../cursor.ts'
import {readIdempotencyKey, hashRequest} from '../idempotency.ts'
import {toWireDelivery} from './deliveries.ts'

const DEFAULT_LIMIT = 50
/** The most deliveries of one event in a response. */
const MAX_DELIVERIES = 500
/** How often a waiting request checks the store again, for attempts made by other processes. */
const RECHECK_MS = 250

/** Events: accept, list, get, and wait for their deliveries. */
export const addEventRoutes: FastifyPluginAsyncTypebox<ControlApiOptions> = async (
  app,
  options,
) => {
  const {store, catalogue, publish} = options
  // When the server stops, waiting requests are answered with the current state.
  const closing = new AbortController()
  app.addHook('preClose', async () => closing.abort())

  app.post(
    '/',
    {schema: {body: WireNewEvent, response: {202: WireAccepted}}},
    async (request, reply) => {
      const {body, headers} = request
      const provider = catalogue.getProvider(body.provider)
      const type = catalogue.getEventType(provider, body.type)
      checkScope(provider, body.scope)
      if (body.force !== true) await checkPayload(options, {provider, type, payload: body.payload})
      const key = readIdempotencyKey(headers['idempotency-key'])
      const {event, deliveries} = await publish(provider, {
        type: body.type,
        payload: body.payload,
        ...defined({scope: body.scope, webhookId: body.webhookId}),
        ...(key === undefined ? {} : {idempotency: {key, requestHash: hashRequest(body)}}),
      })
      return reply.code(202).send({id: event.id, deliveries: [...deliveries]})
    },
  )

  app.get(
    '/',
    {schema: {querystring: WireEventFilter, response: {200: WireEventPage}}},
    async ({query: {cursor, limit = DEFAULT_LIMIT, ...equal}}) => {
      const before = cursor === undefined ? {} : {before: readCursor(cursor)}
      const events = await store.events.list({...equal, ...before, limit})
      return {events: events.map(toWireEvent), ...cutPage(events, limit)}
    },
  )

  app.get(
    '/:id',
    {
      schema: {
        params: Type.Object({id: Type.String()}),
        querystring: WireWait,
        response: {200: WireEventDeliveries},
      },
    },
    async ({params, query: {wait = 'none', timeoutMs = 0}}) => {
      const event = await store.events.get(params.id)
      const patience = {wait, timeoutMs, signal: closing.signal}
      const {deliveries, settled} = await waitForSettled(store, event, patience)
      return {
        event: toWireEvent(event),
        deliveries: deliveries.map(toWireDelivery).toReversed(),
        settled,
      }
    },
  )
}

type Wait = 'first' | 'done' | 'none'

type Patience = {readonly wait: Wait; readonly timeoutMs: number; readonly signal: AbortSignal}

async function waitForSettled(
  store: Store,
  event: Event,
  {wait, timeoutMs, signal}: Patience,
): Promise<{deliveries: ListedDelivery[]; settled: boolean}> {
  const until = performance.now() + timeoutMs
  for (;;) {
    const seen = store.recorded.count
    const deliveries = await store.deliveries.list({eventId: event.id, limit: MAX_DELIVERIES})
    const open = deliveries.filter((delivery) => !isSettled(delivery, wait))
    const settled = (await omitHeld(store, open)).length === 0
    const leftMs = until - performance.now()
    if (settled || leftMs <= 0 || signal.aborted) return {deliveries, settled}
    await store.recorded.wait(seen, Math.min(leftMs, RECHECK_MS), signal)
  }
}

/** Deliveries that will proceed by themselves: their webhooks are neither paused nor disabled. */
async function omitHeld(
  store: Store,
  deliveries: readonly ListedDelivery[],
): Promise<ListedDelivery[]> {
  const idle = deliveries.filter(({dueAt}) => dueAt === undefined)
  const held = new Set<string>()
  for (const id of new Set(idle.map(({webhookId}) => webhookId))) {
    const webhook = await store.webhooks.find(id)
    if (webhook !== undefined && webhook.state !== 'enabled') held.add(id)
  }
  return deliveries.filter(({dueAt, webhookId}) => dueAt !== undefined || !held.has(webhookId))
}

/** An attempt has ended once its outcome is stored: a code, a reason, or a final state. */
function isSettled({state, code, reason}: ListedDelivery, wait: Wait): boolean {
  if (wait === 'none' || state !== 'pending') return true
  return wait === 'first' && (code !== undefined || reason !== undefined)
}

type Posted = {
  readonly provider: Provider
  readonly type: EventType
  readonly payload: Payload
}

/** A custom type need not be registered; if it is, its schema is in the store. */
async function checkPayload(
  {catalogue, schemaCheck, store}: ControlApiOptions,
  {provider, type, payload}: Posted,
): Promise<void> {
  if (provider.events.hasOwnTypes !== true) return catalogue.checkPayload(type, payload)
  const registered = await store.eventTypes.find(type.name)
  if (registered !== undefined) schemaCheck.checkPayload(registered, payload)
}

function toWireEvent({id, provider, scope, type, payload, createdAt}: Event): WireEvent {
  return {id, provider, scope, type, payload: {...payload}, createdAt: createdAt.toISOString()}
}
