import {HooksError} from '../../core/errors.ts'
import {findNearest} from '../../core/nearest.ts'
import type {Provider} from '../provider.ts'
import {listTypesMeantBy} from './events.ts'

/**
 * The kind of a new webhook: the one named, or the one that its events belong to. Undefined if the
 * provider has no kinds of webhooks.
 *
 * @throws HooksError usage, for a kind that the provider does not have, or that its events do not belong to
 */
export function chooseKind(
  provider: Provider,
  events: readonly string[],
  named?: string,
): string | undefined {
  if (named !== undefined) checkKind(provider, named)
  const implied = findKindOfEvents(provider, events)
  if (named === undefined || implied === undefined || implied === named) return named ?? implied
  throw new HooksError('usage', `the events are of kind ${implied}, not ${named}`, {
    hint: 'leave the kind out, or see the events of each kind with: hooks events',
  })
}

/** Refuses events of another kind than the webhook. @throws HooksError usage */
export function checkKindStays(
  provider: Provider,
  events: readonly string[],
  kind: string | undefined,
): void {
  const implied = findKindOfEvents(provider, events)
  if (kind === undefined || implied === undefined || implied === kind) return
  throw new HooksError(
    'usage',
    `the webhook is of kind ${kind}, and the events are of kind ${implied}`,
    {hint: `create another webhook for them: hooks create --kind ${implied}`},
  )
}

/** @throws HooksError usage, naming the kinds that the provider has */
export function checkKind({label, webhooks: {kinds = []}}: Provider, kind: string): void {
  if (kinds.includes(kind)) return
  throw new HooksError('usage', `${label} has no webhooks of kind ${JSON.stringify(kind)}`, {
    hint: createHint(kind, kinds),
  })
}

/** The providers that have webhooks of this kind. @throws HooksError usage, if none has */
export function listProvidersWithKind(
  kind: string,
  providers: readonly Provider[],
): readonly Provider[] {
  const [only, another] = providers
  if (only !== undefined && another === undefined) checkKind(only, kind)
  const able = providers.filter(({webhooks: {kinds = []}}) => kinds.includes(kind))
  if (able.length > 0) return able
  throw new HooksError('usage', `no provider has webhooks of kind ${JSON.stringify(kind)}`, {
    hint: createHint(
      kind,
      providers.flatMap(({webhooks}) => webhooks.kinds ?? []),
    ),
  })
}

/** @throws HooksError usage, when the events belong to several kinds */
function findKindOfEvents(provider: Provider, events: readonly string[]): string | undefined {
  if (provider.webhooks.kinds === undefined) return undefined
  const types = events.flatMap((event) => listTypesMeantBy(provider, event))
  const [kind, ...others] = new Set(types.map((type) => type.kind))
  if (others.length === 0) return kind
  const kinds = [kind, ...others].join(', ')
  throw new HooksError('usage', `the events are of several kinds: ${kinds}`, {
    hint: 'create one webhook for each kind',
  })
}

function createHint(kind: string, kinds: readonly string[]): string {
  if (kinds.length === 0) return 'leave the kind out'
  const near = findNearest(kind, kinds)
  return near === undefined ? `use one of ${kinds.join(', ')}` : `did you mean ${near}?`
}
