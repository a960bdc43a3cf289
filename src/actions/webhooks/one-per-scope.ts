import {defined} from '../../core/defined.ts'
import {HooksError} from '../../core/errors.ts'
import {DEFAULT_SCOPE} from '../../core/event.ts'
import type {NewWebhook} from '../../core/webhook.ts'
import {loadProvider} from '../../providers/index.ts'
import {requireVerb, type Target} from '../target/target.ts'

/**
 * Checks that the target accepts this webhook: its kind, and the number that its scope allows. If a
 * scope allows one, the vendor would silently replace it by another.
 *
 * @throws HooksError unsupported, or rejected with the command that changes the existing one
 */
export async function requireRoom(target: Target, wanted: NewWebhook): Promise<void> {
  const {provider: name, kind, scope, url} = wanted
  requireVerb(target, 'create', kind)
  const provider = target.kind === 'vendor' ? target.provider : await loadProvider(name)
  if (provider.webhooks.maxPerScope !== 1) return

  const where = scope ?? (target.kind === 'local' ? DEFAULT_SCOPE : undefined)
  const [existing] = await target.webhooks.list({
    provider: name,
    ...defined({scope: where}),
  })
  if (existing === undefined) return
  const what = (provider.scope?.label ?? 'account').toLowerCase()
  const which = where === undefined ? `the ${what}` : `${what} ${where}`
  throw new HooksError('rejected', `${which} already has its one ${provider.label} webhook`, {
    hint: `change it with: hooks update ${existing.id} --url ${url}`,
  })
}
