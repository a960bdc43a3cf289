import type {WireDelivery} from '../../wire/deliveries.ts'
import {HooksError} from '../../core/errors.ts'
import type {KnownEvent} from '../target/catalogue.ts'
import type {Target} from '../target/target.ts'
import {describeState} from '../webhooks/state-words.ts'

/** Where an event went: undefined where it was a URL that somebody gave. */
export type Sent = {
  readonly target?: Target | undefined
  /** What the event belongs to, where that is known. */
  readonly scope?: string | undefined
}

/** Why nobody was sent an event: no webhook wants it, or not as things are. */
export async function noReceiver(event: KnownEvent, {target, scope}: Sent): Promise<HooksError> {
  const {provider, type} = event
  if (target?.kind !== 'local') return noSubscriber(event, scope)
  const wanting = await target.webhooks.list({
    provider: provider.name,
    event: type.name,
    ...(provider.scope === undefined || scope === undefined ? {} : {scope}),
  })
  const [webhook] = wanting
  if (webhook === undefined) return noSubscriber(event, scope)
  const {id, state} = webhook
  const why =
    state === 'enabled'
      ? 'its filter does not let this payload pass'
      : `it is ${describeState(webhook)}`
  const hint = state === 'enabled' ? `hooks get ${id} shows the filter` : `hooks enable ${id}`
  return new HooksError('not_found', `webhook ${id} wants ${type.name}, but ${why}`, {hint})
}

/** That no webhook wants an event, where it is known what that belongs to; and how to make one that does. */
function noSubscriber({provider, type}: KnownEvent, scope?: string): HooksError {
  const isKnown = provider.scope !== undefined && scope !== undefined
  const owner = isKnown ? ` of ${provider.scope.label} ${scope}` : ''
  const flag = isKnown ? ` --scope ${scope}` : ''
  const events = provider.events.canFilter ? ` --events ${type.name}` : ''
  return new HooksError('not_found', `no webhook${owner} subscribes to ${type.name}`, {
    hint: `hooks create --provider ${provider.name}${flag}${events} --url https://example.com/webhooks`,
  })
}

/** What keeps deliveries back for now, a sentence for each webhook. */
export async function heldBack(
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
