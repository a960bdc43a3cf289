import {defined} from '../../core/defined.ts'
import {HooksError} from '../../core/errors.ts'
import type {NewWebhook} from '../../core/webhook.ts'
import {listAllEvents} from '../../providers/rules/events.ts'
import {listProvidersWithKind} from '../../providers/rules/kinds.ts'
import {checkOptions} from '../../providers/rules/options.ts'
import {checkNewWebhook} from '../../providers/rules/webhook.ts'
import type {Provider} from '../../providers/provider.ts'
import {findProviderOfEvents, expandPatterns} from '../target/catalogue.ts'
import {readOptions} from './options.ts'
import type {Context} from '../../context/context.ts'

/** A webhook as given on the command line, which may be incomplete. */
export type WebhookDraft = {
  readonly url: string | undefined
  readonly events: readonly string[]
  /** Whether the target supports `video.*`; if not, it becomes the types that match it now. */
  readonly takesPatterns: boolean
  readonly kind: string | undefined
  readonly scope: string | undefined
  readonly secret: string | undefined
  /** Each like `key=value`. */
  readonly options: readonly string[]
}

/**
 * Prompts for what the draft lacks if there is a terminal, and checks the rest.
 *
 * @throws HooksError usage, naming every flag that is missing or the one that is wrong
 */
export async function completeWebhook(
  draft: WebhookDraft,
  providers: readonly Provider[],
  context: Context,
): Promise<NewWebhook> {
  const {scope, secret} = draft
  const ofItsKind =
    draft.kind === undefined ? providers : listProvidersWithKind(draft.kind, providers)
  const able = draft.events.length > 0 ? [findProviderOfEvents(draft.events, ofItsKind)] : ofItsKind
  const {url, events, provider} = await fillIn(draft, able, context)

  const checked = checkNewWebhook(provider, {url, scope, events, kind: draft.kind, secret})
  const {kind} = checked
  const options = await readOptions(draft.options, {provider, kind}, context)
  if (options !== undefined) checkOptions(options, {provider, kind})
  return {
    provider: provider.name,
    url,
    events: draft.takesPatterns ? checked.events : expandPatterns(checked.events, provider),
    ...defined({kind, scope, secret, options}),
  }
}

type Filled = {url: string; events: readonly string[]; provider: Provider}

async function fillIn(
  draft: WebhookDraft,
  providers: readonly Provider[],
  context: Context,
): Promise<Filled> {
  const {url} = draft
  const asks = context.isInteractive
  const events =
    draft.events.length > 0 ? draft.events : inferEvents(providers, asks ? undefined : draft.kind)
  if (url !== undefined && events.length > 0) {
    return {url, events, provider: findProviderOfEvents(events, providers)}
  }
  if (!asks) {
    throw createMissingFlagsError([
      ...(url === undefined ? ['--url'] : []),
      ...(events.length ? [] : ['--events']),
    ])
  }
  const {askForWebhook} = await import('../../prompts/new-webhook.ts')
  const {kind} = draft
  return askForWebhook(await context.prompter(), {url, events, kind, providers})
}

/** All events of a provider that cannot filter; of others, all of a kind if one is given. */
function inferEvents(providers: readonly Provider[], kind: string | undefined): string[] {
  const [only, another] = providers
  if (only === undefined || another !== undefined) return []
  if (only.events.canFilter && kind === undefined) return []
  return listAllEvents(only, kind)
}

function createMissingFlagsError(flags: readonly string[]): HooksError {
  return new HooksError('usage', `missing ${flags.join(' and ')}`, {
    hint: `add ${flags.join(' and ')}, or run this in a terminal to be prompted`,
  })
}
