import {defined} from '../../core/defined.ts'
import type {DeliverySettings} from '../../core/delivery-settings.ts'
import {HooksError} from '../../core/errors.ts'
import type {Webhook, WebhookChanges} from '../../core/webhook.ts'
import {checkOptions} from '../../providers/rules/options.ts'
import {checkWebhookChanges} from '../../providers/rules/webhook.ts'
import type {Provider} from '../../providers/provider.ts'
import {findLimitation, createUnsupportedError} from '../target/capabilities.ts'
import {chooseProviders, expandPatterns} from '../target/catalogue.ts'
import {readSecret} from '../../context/read-input.ts'
import {requireVerb, type Target} from '../target/target.ts'
import {readOptions} from './options.ts'
import type {Context} from '../../context/context.ts'

/** The changes given on the command line. */
export type ChangeFlags = {
  readonly url: string | undefined
  readonly events: readonly string[] | undefined
  readonly 'secret-file': string | undefined
  /** Each like `key=value`. */
  readonly option: readonly string[] | undefined
  /** How its deliveries are sent; already checked. */
  readonly delivery: DeliverySettings | undefined
}

/**
 * Changes what the flags name and leaves the rest unchanged.
 *
 * @throws HooksError usage, unsupported or not_found
 */
export async function changeWebhook(
  target: Target,
  id: string,
  flags: ChangeFlags,
  context: Context,
): Promise<Webhook> {
  requireVerb(target, 'update')
  if (Object.values(flags).every((value) => value === undefined)) {
    throw new HooksError('usage', 'no changes given', {
      hint: 'add --url, --events, --option, --secret-file or a delivery flag',
    })
  }
  const {provider, kind} = await describeWebhook(target, id)
  const isVendor = target.kind === 'vendor'
  const limit = isVendor ? findLimitation(provider, 'update', kind) : undefined
  if (limit !== undefined) throw createUnsupportedError(limit)
  const {events, ...changes} = await readChanges(flags, {provider, kind}, context)
  if (events === undefined) return target.webhooks.update(id, changes)
  const named = isVendor ? expandPatterns(events, provider) : events
  return target.webhooks.update(id, {...changes, events: named})
}

type Described = {readonly provider: Provider; readonly kind: string | undefined}

/** The provider of a webhook, and its kind if the target shows it. */
async function describeWebhook(target: Target, id: string): Promise<Described> {
  const isVendor = target.kind === 'vendor'
  const limit = isVendor ? findLimitation(target.provider, 'get') : undefined
  if (isVendor && limit !== undefined && limit.recorded !== true) {
    return {provider: target.provider, kind: undefined}
  }
  const webhook = await target.webhooks.get(id)
  const [provider] = await chooseProviders(target, webhook.provider)
  if (provider === undefined) throw new TypeError(`unknown provider ${webhook.provider}`)
  return {provider, kind: webhook.kind}
}

async function readChanges(
  flags: ChangeFlags,
  {provider, kind}: Described,
  context: Context,
): Promise<WebhookChanges> {
  const {url, events, option = [], 'secret-file': file, delivery} = flags
  const secret = file === undefined ? undefined : await readSecret(file, context)
  checkWebhookChanges(provider, kind, {url, events, secret})
  const options = await readOptions(option, {provider, kind}, context)
  if (options !== undefined) checkOptions(options, {provider, kind})
  return defined({url, events, secret, options, delivery})
}
