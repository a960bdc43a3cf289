import type {WireDelivery} from '../../wire/deliveries.ts'
import {HooksError} from '../../core/errors.ts'
import type {KnownEvent} from '../target/catalogue.ts'
import type {Target} from '../target/target.ts'
import {describeState} from '../webhooks/state-words.ts'

/** Where an event went; without a target if it went to a given URL. */
export type Sent = {
  readonly target?: Target | undefined
  /** The scope of the event, if known. */
  readonly scope?: string | undefined
}

/** Why an event reached no receiver: no webhook subscribes to it, or none that lets it pass now. */
export async function createNoReceiverError(
  event: KnownEvent,
  {target, scope}: Sent,
): Promise<HooksError> {
  const {provider, type} = event
  if (target?.kind !== 'local') return explainNoSubscriber(event, scope)
  const wanting = await target.webhooks.list({
    provider: provider.name,
    event: type.name,
    ...(provider.scope === undefined || scope === undefined ? {} : {scope}),
  })
  const [webhook] = wanting
  if (webhook === undefined) return explainNoSubscriber(event, scope)
  const {id, state} = webhook
  const why =
    state === 'enabled'
      ? 'its filter does not match this payload'
      : `it is ${describeState(webhook)}`
  const hint =
    state === 'enabled'
      ? `see the filter with: hooks get ${id}`
      : `enable it with: hooks enable ${id}`
  return new HooksError('not_found', `webhook ${id} subscribes to ${type.name}, but ${why}`, {hint})
}

/** Says that no webhook subscribes to an event, in its scope if known, and how to create one. */
function explainNoSubscriber({provider, type}: KnownEvent, scope?: string): HooksError {
  const isKnown = provider.scope !== undefined && scope !== undefined
  const owner = isKnown ? ` of ${provider.scope.label} ${scope}` : ''
  const flag = isKnown ? ` --scope ${scope}` : ''
  const events = provider.events.canFilter ? ` --events ${type.name}` : ''
  return new HooksError('not_found', `no webhook${owner} subscribes to ${type.name}`, {
    hint: `hooks create --provider ${provider.name}${flag}${events} --url https://example.com/webhooks`,
  })
}

/** Says which webhooks hold their deliveries back for now; a sentence each. */
export async function explainHeldBack(
  deliveries: readonly WireDelivery[],
  {target}: Sent,
): Promise<string[]> {
  if (target?.kind !== 'local') return []
  const waiting = deliveries.filter(({state, dueAt}) => state === 'pending' && dueAt === undefined)
  const ids = new Set(waiting.map(({webhookId}) => webhookId))
  const webhooks = await Promise.all([...ids].map((id) => target.webhooks.get(id)))
  return webhooks
    .filter(({state}) => state !== 'enabled')
    .map((webhook) => {
      const verb = webhook.state === 'paused' ? 'resume' : 'enable'
      return `Held back: webhook ${webhook.id} is ${describeState(webhook)}. Send it with: hooks ${verb} ${webhook.id}`
    })
}
