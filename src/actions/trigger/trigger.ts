import {defined} from '../../core/defined.ts'
import type {WireDelivery} from '../../wire/deliveries.ts'
import {type ErrorCode, HooksError} from '../../core/errors.ts'
import {DEFAULT_SCOPE} from '../../core/event.ts'
import type {LocalTarget, Target} from '../target/target.ts'
import type {Trigger, Triggered} from './order.ts'

/** Longest time one request of ours is held open; a server allows up to a minute. */
const HOLD_MS = 20_000

/** The flags that say where an event goes. */
export type SenderFlags = {
  readonly to: string | undefined
  readonly provider: string | undefined
  readonly 'secret-file': string | undefined
  readonly assume: readonly string[] | undefined
}

/**
 * Makes an event happen and waits for what becomes of it. There are no deliveries where no webhook
 * subscribes.
 */
export async function trigger(target: Target, order: Trigger): Promise<Triggered> {
  if (target.kind === 'local') return triggerLocal(target, order)
  if (order.event.type.sentOnDemand === true && target.webhooks.test !== undefined) {
    const {askVendor} = await import('./vendor-test.ts')
    return askVendor(target, order)
  }
  const {sendSample} = await import('./send-sample.ts')
  return sendSample(target, order)
}

/**
 * What sends to a target, and what its events belong to.
 *
 * @throws HooksError usage
 */
export function senderTo(target: Target, flags: SenderFlags) {
  checkSender(target, flags)
  return {send: (order: Trigger) => trigger(target, order), scope: scopeOf(target), target}
}

/** @throws HooksError usage: a server of ours signs with what it has, and assumes what it was told */
function checkSender(target: Target, flags: SenderFlags): void {
  if (target.kind === 'vendor') return
  if (flags['secret-file'] !== undefined) {
    throw new HooksError('usage', '--secret-file is for events that hooks sends itself', {
      hint: 'add --to URL; on a server of ours, hooks update ID --secret-file changes the secret',
    })
  }
  if (flags.assume === undefined) return
  throw new HooksError('usage', '--assume is for events that hooks sends itself', {
    hint: 'add --to URL, or start the server with it: hooks serve --assume …',
  })
}

/** What the deliveries say about their receivers; undefined when all took it. */
export function failureOf(deliveries: readonly WireDelivery[]): ErrorCode | undefined {
  const undelivered = deliveries.filter(({state}) => state !== 'delivered')
  if (undelivered.length === 0) return undefined
  return undelivered.some(({code}) => code !== undefined) ? 'receiver_failed' : 'unreachable'
}

/** What an event sent to a target belongs to; undefined where only the vendor knows. */
function scopeOf({kind, scope}: Target): string | undefined {
  return kind === 'local' ? (scope ?? DEFAULT_SCOPE) : scope
}

async function triggerLocal(target: LocalTarget, order: Trigger): Promise<Triggered> {
  const {control} = target
  const {event, payload, wait, timeoutMs, force, webhookId} = order
  const deadline = performance.now() + timeoutMs
  const accepted = await control.events.create({
    provider: event.provider.name,
    type: event.type.name,
    payload,
    scope: scopeOf(target) ?? DEFAULT_SCOPE,
    ...(force ? {force} : {}),
    ...defined({webhookId}),
  })

  for (;;) {
    const leftMs = Math.max(0, Math.ceil(deadline - performance.now()))
    const held = {wait, timeoutMs: Math.min(leftMs, HOLD_MS)}
    const answer = await control.events.get(accepted.id, held)
    if (answer.settled || wait === 'none' || leftMs === 0) {
      return {event: answer.event, deliveries: answer.deliveries}
    }
  }
}
