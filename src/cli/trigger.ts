import type {WireDelivery, WireEvent} from '../control/wire.ts'
import type {ErrorCode} from '../core/errors.ts'
import {HooksError} from '../core/errors.ts'
import {DEFAULT_SCOPE, type Payload} from '../core/event.ts'
import type {KnownEvent} from './catalogue.ts'
import type {LocalTarget, Target} from './target.ts'

/** Longest time one request of ours is held open; a server allows up to a minute. */
const HOLD_MS = 20_000

/** What a delivery is waited for: its first attempt, its end, or nothing. */
export const WAITS = ['first', 'done', 'none'] as const
export type Wait = (typeof WAITS)[number]

export type Trigger = {
  readonly event: KnownEvent
  readonly payload: Payload
  readonly wait: Wait
  /** Milliseconds. */
  readonly timeoutMs: number
}

export type Triggered = {
  readonly event: WireEvent
  readonly deliveries: readonly WireDelivery[]
  /** Present where hooks sent the event itself, in place of the vendor. */
  readonly sentBy?: 'hooks'
}

/**
 * Makes an event happen and waits for what becomes of it.
 *
 * @throws HooksError not_found, when no webhook subscribes
 */
export async function trigger(target: Target, order: Trigger): Promise<Triggered> {
  if (target.kind === 'local') return triggerLocal(target, order)
  const {sendSample} = await import('./send-sample.ts')
  return sendSample(target, order)
}

/** What the deliveries say about their receivers; undefined when all took it. */
export function failureOf({deliveries}: Triggered): ErrorCode | undefined {
  const undelivered = deliveries.filter(({state}) => state !== 'delivered')
  if (undelivered.length === 0) return undefined
  return undelivered.some(({code}) => code !== undefined) ? 'receiver_failed' : 'unreachable'
}

/** @throws HooksError not_found */
export function requireSubscriber(count: number, {event: {provider, type}}: Trigger): void {
  if (count > 0) return
  throw new HooksError('not_found', `no webhook subscribes to ${type.name}`, {
    hint: `hooks create --provider ${provider.name} --events ${type.name} --url https://example.com/webhooks`,
  })
}

async function triggerLocal({control, scope}: LocalTarget, order: Trigger): Promise<Triggered> {
  const {event, payload, wait, timeoutMs} = order
  const deadline = performance.now() + timeoutMs
  const accepted = await control.events.create({
    provider: event.provider.name,
    type: event.type.name,
    payload,
    scope: scope ?? DEFAULT_SCOPE,
  })
  requireSubscriber(accepted.deliveries.length, order)

  for (;;) {
    const leftMs = Math.max(0, Math.ceil(deadline - performance.now()))
    const held = {wait, timeoutMs: Math.min(leftMs, HOLD_MS)}
    const answer = await control.events.get(accepted.id, held)
    if (answer.settled || wait === 'none' || leftMs === 0) {
      return {event: answer.event, deliveries: answer.deliveries}
    }
  }
}
