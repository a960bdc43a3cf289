import {HooksError} from '../core/errors.ts'
import type {Webhook, WebhookState} from '../core/webhook.ts'
import {requireVerb, type Target} from './target.ts'
import {masked} from './webhook-view.ts'

/**
 * Puts each webhook into the state, one after the other; secrets of the answer are masked.
 *
 * @throws HooksError at the first that cannot be changed; those before it are
 */
export async function setState(
  target: Target,
  ids: readonly string[],
  state: WebhookState,
): Promise<Webhook[]> {
  if (state === 'paused') requirePause(target)
  else requireVerb(target, 'enable')
  const webhooks: Webhook[] = []
  for (const id of ids) webhooks.push(masked(await target.webhooks.update(id, {state})))
  return webhooks
}

/**
 * Enables those that are paused.
 *
 * @throws HooksError conflict, when one is disabled: it would begin to get events
 */
export async function resume(target: Target, ids: readonly string[]): Promise<Webhook[]> {
  requirePause(target)
  for (const id of ids) {
    const {state} = await target.webhooks.get(id)
    if (state !== 'disabled') continue
    throw new HooksError('conflict', `webhook ${id} is disabled, not paused`, {
      hint: `hooks enable ${id}`,
    })
  }
  return setState(target, ids, 'enabled')
}

/** @throws HooksError unsupported: no vendor holds deliveries back for later */
function requirePause(target: Target): void {
  if (target.kind === 'local') return
  throw new HooksError('unsupported', `${target.provider.label} cannot pause a webhook`, {
    hint: 'hooks disable stops it where the vendor can; a server of ours can pause: --profile local',
  })
}
