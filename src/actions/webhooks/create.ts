import {matchesGlob} from '../../core/glob.ts'
import type {Webhook} from '../../core/webhook.ts'
import {chooseProviders} from '../target/catalogue.ts'
import {readDelivery, type DeliveryFlags} from './delivery-settings.ts'
import {splitNames} from './event-names.ts'
import {completeWebhook} from './complete.ts'
import {readSecret} from '../../context/read-input.ts'
import {requireRoom} from './one-per-scope.ts'
import {requireVerb, type Target} from '../target/target.ts'
import type {Context} from '../../context/context.ts'

export type CreateFlags = DeliveryFlags & {
  readonly url?: string | undefined
  readonly events?: readonly string[] | undefined
  readonly provider?: string | undefined
  readonly kind?: string | undefined
  readonly 'secret-file'?: string | undefined
  /** Each like `key=value`. */
  readonly option?: readonly string[] | undefined
}

/**
 * Creates the webhook that the flags describe; prompts for what they lack if there is a terminal.
 */
export async function createFromFlags(
  target: Target,
  flags: CreateFlags,
  context: Context,
): Promise<Webhook> {
  requireVerb(target, 'create')
  const {url, kind, option: options = [], 'secret-file': file} = flags
  const secret = file === undefined ? undefined : await readSecret(file, context)
  const events = splitNames(flags.events)
  const takesPatterns = target.kind === 'local'
  const draft = {url, events, takesPatterns, kind, scope: target.scope, secret, options}
  const providers = await chooseProviders(target, flags.provider, events)
  const wanted = await completeWebhook(draft, providers, context)
  await requireRoom(target, wanted)
  const delivery = await readDelivery(flags, target, context)
  return target.webhooks.create({...wanted, ...(delivery && {delivery})})
}

/** Says if it gets more events than requested, as its provider sends them all; else undefined. */
export function describeBeyondAsked(webhook: Webhook, flags: CreateFlags): string | undefined {
  const asked = splitNames(flags.events)
  const others = webhook.events.filter((type) => !asked.some((name) => matchesGlob(name, type)))
  if (asked.length === 0 || others.length === 0) return undefined
  return `${webhook.provider} sends every event to its webhooks: this one gets ${others.length} others too.`
}
