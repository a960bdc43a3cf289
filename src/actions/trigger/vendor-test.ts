import type {WireDelivery} from '../../wire/deliveries.ts'
import {HooksError} from '../../core/errors.ts'
import {DEFAULT_SCOPE} from '../../core/event.ts'
import type {Webhook, WebhookTest} from '../../core/webhook.ts'
import type {VendorTarget} from '../target/target.ts'
import type {Triggered, Trigger} from './order.ts'

/**
 * Has the vendor send its own test event to each webhook that subscribes to it, and reports what
 * the receivers answered. The payload is made by the vendor and not shown.
 *
 * @throws HooksError usage, if another payload was given
 */
export async function askVendor(target: VendorTarget, order: Trigger): Promise<Triggered> {
  const {provider, type} = order.event
  if (order.changed === true) {
    throw new HooksError(
      'usage',
      `${provider.label} always makes the payload of ${type.name} itself`,
      {
        hint: 'leave out --set, --from and --edit, or send it from this machine with --to URL',
      },
    )
  }
  const {webhooks} = target
  const listed = await webhooks.list({event: type.name})
  const tests = await Promise.all(
    listed.map(async (webhook) => ({
      webhook,
      test: await webhooks.test?.(webhook.id, order.timeoutMs),
    })),
  )
  const sent = tests.flatMap(({webhook, test}) => (test === undefined ? [] : [{webhook, test}]))
  const [first] = sent
  return {
    event: {
      id: first?.test.event ?? '',
      provider: provider.name,
      scope: target.scope ?? DEFAULT_SCOPE,
      type: type.name,
      payload: {},
      createdAt: (first?.test.sentAt ?? order.now()).toISOString(),
    },
    deliveries: sent.map(({webhook, test}) => toDelivery(webhook, test, type.name)),
    sentBy: 'vendor',
  }
}

function toDelivery(webhook: Webhook, test: WebhookTest, event: string): WireDelivery {
  const {code, message, sentAt} = test
  const took = code !== undefined && code >= 200 && code < 300
  const at = sentAt.toISOString()
  return {
    id: test.event,
    eventId: test.event,
    webhookId: webhook.id,
    provider: webhook.provider,
    event,
    state: took ? 'delivered' : 'failed',
    attemptCount: 1,
    ...(code === undefined ? {reason: message} : {code}),
    createdAt: at,
    updatedAt: at,
  }
}
