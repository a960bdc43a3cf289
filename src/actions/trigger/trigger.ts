import {defined} from '../../core/defined.ts'
import type {WireDelivery} from '../../wire/deliveries.ts'
import {type ErrorCode, HooksError} from '../../core/errors.ts'
import {DEFAULT_SCOPE} from '../../core/event.ts'
import type {LocalTarget, Target} from '../target/target.ts'
import type {Trigger, Triggered} from './order.ts'

/** Milliseconds that one request is held open; a server allows up to a minute. */
const HOLD_MS = 20_000

/** The flags that say where an event goes. */
export type SenderFlags = {
  readonly to: string | undefined
  readonly provider: string | undefined
  readonly 'secret-file': string | undefined
  readonly assume: readonly string[] | undefined
}

/**
 * Triggers an event and waits for its deliveries. There are none if no webhook subscribes.
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
 * How to send events to a target, and their scope.
 *
 * @throws HooksError usage
 */
export function createSender(target: Target, flags: SenderFlags) {
  checkSender(target, flags)
  return {send: (order: Trigger) => trigger(target, order), scope: findScope(target), target}
}

/** @throws HooksError usage: a hooks server has its own secrets and assumptions */
function checkSender(target: Target, flags: SenderFlags): void {
  if (target.kind === 'vendor') return
  if (flags['secret-file'] !== undefined) {
    throw new HooksError('usage', '--secret-file is only for events sent from this machine', {
      hint: 'add --to URL; on a hooks server, change the secret with: hooks update ID --secret-file FILE',
    })
  }
  if (flags.assume === undefined) return
  throw new HooksError('usage', '--assume is only for events sent from this machine', {
    hint: 'add --to URL, or start the server with it: hooks serve --assume …',
  })
}

/** The error code for deliveries that failed; undefined if all succeeded. */
export function findFailure(deliveries: readonly WireDelivery[]): ErrorCode | undefined {
  const undelivered = deliveries.filter(({state}) => state !== 'delivered')
  if (undelivered.length === 0) return undefined
  return undelivered.some(({code}) => code !== undefined) ? 'receiver_failed' : 'unreachable'
}

/** The scope of an event sent to a target; undefined if only the vendor knows it. */
function findScope({kind, scope}: Target): string | undefined {
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
    scope: findScope(target) ?? DEFAULT_SCOPE,
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
