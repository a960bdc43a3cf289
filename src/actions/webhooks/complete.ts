import {defined} from '../../core/defined.ts'
import {HooksError} from '../../core/errors.ts'
import {matchesGlob} from '../../core/glob.ts'
import {nearest} from '../../core/nearest.ts'
import type {NewWebhook} from '../../core/webhook.ts'
import {checkScope, checkUrl} from '../../providers/rules/checks.ts'
import {checkOptions} from '../../providers/rules/options.ts'
import type {Provider} from '../../providers/provider.ts'
import {providerOfEvents, withoutPatterns} from '../target/catalogue.ts'
import {readOptions} from './options.ts'
import type {World} from '../../context/context.ts'

/** A webhook as far as the command line tells. */
export type Draft = {
  readonly url: string | undefined
  readonly events: readonly string[]
  /** Whether the target knows `video.*`; else the types that fit it now are named. */
  readonly takesPatterns: boolean
  readonly kind: string | undefined
  readonly scope: string | undefined
  readonly secret: string | undefined
  /** `key=value` each. */
  readonly options: readonly string[]
}

/**
 * Asks for what the draft lacks where there is a person, and checks the rest.
 *
 * @throws HooksError usage, naming every flag that is missing or the one that is wrong
 */
export async function completeWebhook(
  draft: Draft,
  providers: readonly Provider[],
  world: World,
): Promise<NewWebhook> {
  const ofItsKind = ofKind(draft.kind, providers)
  const able = draft.events.length > 0 ? [providerOfEvents(draft.events, ofItsKind)] : ofItsKind
  const {url, events, provider} = await fillIn(draft, able, world)
  checkUrl(provider, url)

  const kind = kindOf(events, provider)
  if (draft.kind !== undefined && draft.kind !== kind) {
    throw new HooksError('usage', `the events are of kind ${kind}, not ${draft.kind}`, {
      hint: 'leave --kind out, or see the events of each kind with: hooks events',
    })
  }
  const {scope, secret} = draft
  checkScope(provider, scope)
  const wanted = provider.events.canFilter ? events : provider.events.types.map(({name}) => name)
  if (secret !== undefined) checkSecret(secret, provider)
  const options = await readOptions(draft.options, {provider, kind}, world)
  if (options !== undefined) checkOptions(options, {provider, kind})
  return {
    provider: provider.name,
    url,
    events: draft.takesPatterns ? wanted : withoutPatterns(wanted, provider),
    ...defined({kind, scope, secret, options}),
  }
}

type Filled = {url: string; events: readonly string[]; provider: Provider}

async function fillIn(draft: Draft, providers: readonly Provider[], world: World): Promise<Filled> {
  const {url} = draft
  const asks = world.interactive
  const events =
    draft.events.length > 0 ? draft.events : impliedEvents(providers, asks ? undefined : draft.kind)
  if (url !== undefined && events.length > 0) {
    return {url, events, provider: providerOfEvents(events, providers)}
  }
  if (!asks) {
    throw missingFlags([
      ...(url === undefined ? ['--url'] : []),
      ...(events.length ? [] : ['--events']),
    ])
  }
  const {askForWebhook} = await import('../../prompts/new-webhook.ts')
  const {kind} = draft
  return askForWebhook(await world.prompter(), {url, events, kind, providers})
}

/** The providers that have this kind of webhook; all where none is named. @throws HooksError usage */
function ofKind(kind: string | undefined, providers: readonly Provider[]): readonly Provider[] {
  if (kind === undefined) return providers
  const able = providers.filter(({webhooks: {kinds = []}}) => kinds.includes(kind))
  if (able.length > 0) return able
  const known = providers.flatMap(({webhooks: {kinds = []}}) => kinds)
  const near = nearest(kind, known) ?? (known.length === 0 ? 'none' : known.join(', '))
  throw new HooksError('usage', `no webhooks are of kind ${JSON.stringify(kind)}`, {
    hint: `known: ${near}`,
  })
}

/** @throws HooksError usage */
export function checkSecret(secret: string, provider: Provider): void {
  const problem = provider.proof.secretProblem?.(secret)
  if (problem !== undefined) throw new HooksError('usage', `the secret ${problem}`)
}

/** A provider that cannot filter sends all; of the others all of a kind, where one is named. */
function impliedEvents(providers: readonly Provider[], kind: string | undefined): string[] {
  const [only, another] = providers
  if (only === undefined || another !== undefined) return []
  if (only.events.canFilter && kind === undefined) return []
  return only.events.types
    .filter((type) => kind === undefined || type.kind === kind)
    .map(({name}) => name)
}

/** @throws HooksError usage, when the events belong to several kinds */
export function kindOf(events: readonly string[], provider: Provider): string | undefined {
  if (provider.webhooks.kinds === undefined) return undefined
  const types = provider.events.types.filter(({name}) =>
    events.some((pattern) => matchesGlob(pattern, name)),
  )
  const kinds = [...new Set(types.map(({kind}) => kind))]
  if (kinds.length <= 1) return kinds[0]
  throw new HooksError('usage', `the events belong to several kinds: ${kinds.join(', ')}`, {
    hint: 'create one webhook for each kind',
  })
}

function missingFlags(flags: readonly string[]): HooksError {
  return new HooksError('usage', `missing ${flags.join(' and ')}`, {
    hint: `add ${flags.join(' and ')}, or run this on a terminal to be asked`,
  })
}
