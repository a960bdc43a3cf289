import {defined} from '../../core/defined.ts'
import type {WireDelivery} from '../../wire/deliveries.ts'
import {type Outcome, isSuccess} from '../../core/delivery.ts'
import {HooksError} from '../../core/errors.ts'
import {DEFAULT_SCOPE, type Event} from '../../core/event.ts'
import {createRandomId} from '../../core/ids.ts'
import {createAttemptHeaders, USER_AGENT} from '../../core/signing/attempt-headers.ts'
import type {Webhook} from '../../core/webhook.ts'
import {completeAssumptions} from '../../providers/contract/assumptions.ts'
import type {Sender} from '../../sending/send.ts'
import {openSender} from '../receivers/open-sender.ts'
import {findAbility} from '../target/capabilities.ts'
import {requireVerb, type VendorTarget} from '../target/target.ts'
import type {Triggered, Trigger} from './order.ts'

/**
 * Sends one event to every webhook that subscribes to it at the vendor, signed as by the vendor but
 * sent from this machine, with one attempt each.
 */
export async function sendSample(target: VendorTarget, order: Trigger): Promise<Triggered> {
  const {type} = order.event
  if (findAbility(target.provider, 'list') === 'no') requireVerb(target, 'test')
  requireVerb(target, 'list', type.kind)
  const all = await target.webhooks.list({
    event: type.name,
    ...defined({kind: type.kind}),
  })
  const webhooks = all.filter(
    ({events, state}) => events.includes(type.name) && state !== 'disabled',
  )
  const complete = await Promise.all(
    webhooks.map((webhook) => addSecret(webhook, target, order.secret)),
  )
  return sendFromHere(complete, order, target.scope)
}

/** Makes one attempt for each of these webhooks, whose secrets are not masked. */
export async function sendFromHere(
  webhooks: readonly Webhook[],
  order: Trigger,
  scope: string | undefined,
): Promise<Triggered> {
  const event = createEvent(order, scope)
  await using sender = await openSender(order.timeoutMs, order.network)
  const sending = webhooks.map((webhook) => deliver(webhook, event, {order, sender}))
  const deliveries = await Promise.all(sending)
  const {seq: _, ...shown} = event
  return {
    event: {...shown, payload: {...event.payload}, createdAt: event.createdAt.toISOString()},
    deliveries,
    sentBy: 'hooks',
  }
}

/** Lists may omit secrets. @throws HooksError unsupported, if the vendor never shows them */
async function addSecret(
  webhook: Webhook,
  {webhooks, provider}: VendorTarget,
  given: string | undefined,
): Promise<Webhook> {
  if (given !== undefined) return {...webhook, secret: given}
  if (webhook.secret !== undefined || provider.proof.createSecret === undefined) return webhook
  const whole = await webhooks.get(webhook.id)
  if (whole.secret !== undefined) return whole
  throw new HooksError(
    'unsupported',
    `${provider.label} does not show the secret of ${webhook.id}`,
    {
      hint: 'pass it with --secret-file, or use a hooks server: --profile local',
    },
  )
}

function createEvent({event, payload, now}: Trigger, scope: string | undefined): Event {
  return {
    id: `evt_${createRandomId()}`,
    seq: 1,
    provider: event.provider.name,
    scope: scope ?? DEFAULT_SCOPE,
    type: event.type.name,
    payload,
    createdAt: now(),
  }
}

type Delivering = {readonly order: Trigger; readonly sender: Sender}

async function deliver(
  webhook: Webhook,
  event: Event,
  {order, sender}: Delivering,
): Promise<WireDelivery> {
  const {provider} = order.event
  const {sending, proof} = provider
  const assume = completeAssumptions(provider, order.assumptions ?? {})
  const startedAt = order.now()
  const {body, contentType} = sending.render({event, webhook, assume})
  const headers = createAttemptHeaders({
    id: event.id,
    timestamp: Math.floor(startedAt.getTime() / 1000),
    body,
    contentType,
    userAgent: USER_AGENT,
    proof: proof.prove({webhook, body, assume}),
    secrets: webhook.signingSecret === undefined ? [] : [webhook.signingSecret],
  })
  const findVendorUrl = () => sending.buildTargetUrl?.({webhook, assume, loopbackOnly: false})
  const url = order.url ?? findVendorUrl() ?? webhook.url
  const method = sending.chooseMethod?.(assume) ?? 'POST'
  const outcome = await sender.send({url, method, headers, body})
  const policy = sending.adjustRetries?.(sending.retryPolicy, assume)
  return {
    id: `dlv_${createRandomId()}`,
    eventId: event.id,
    webhookId: webhook.id,
    provider: provider.name,
    event: event.type,
    state: isSuccess(outcome, policy) ? 'delivered' : 'failed',
    attemptCount: 1,
    ...toResult(outcome),
    createdAt: startedAt.toISOString(),
    updatedAt: order.now().toISOString(),
  }
}

function toResult(outcome: Outcome) {
  const durationMs = Math.round(outcome.durationMs)
  return outcome.kind === 'answered'
    ? {code: outcome.code, durationMs}
    : {reason: outcome.reason, durationMs}
}
