import {DEFAULT_SCOPE} from '../../core/event.ts'
import type {Webhook} from '../../core/webhook.ts'
import type {Wanted} from './wanted.ts'

export type Pairs = {
  readonly pairs: ReadonlyMap<Wanted, Webhook>
  /** Existing webhooks that are not wanted. */
  readonly spare: readonly Webhook[]
}

type Fit = (wanted: Wanted, existing: Webhook) => boolean

/**
 * Matches existing webhooks with wanted ones. No record is kept of what created them: they match by
 * provider, kind, scope and URL, and by events where several have those in common.
 *
 * The rest match more loosely where they would otherwise have to be deleted: the only webhook of a
 * scope that allows one; and, if spare ones are deleted, one that differs only in its URL.
 */
export function pairUp(
  wanted: readonly Wanted[],
  existing: readonly Webhook[],
  {prune}: {prune: boolean},
): Pairs {
  const pairs = new Map<Wanted, Webhook>()
  const taken = new Set<Webhook>()
  const pairWhere = (fits: Fit) => {
    for (const one of wanted.filter((each) => !pairs.has(each))) {
      const found = findMostSimilar(
        one,
        existing.filter((each) => !taken.has(each) && isSameIdentity(one, each) && fits(one, each)),
      )
      if (found === undefined) continue
      pairs.set(one, found)
      taken.add(found)
    }
  }
  pairWhere((one, each) => isSameUrl(one.url, each.url) && isSameSet(one.events, each.events))
  pairWhere((one, each) => isSameUrl(one.url, each.url))
  pairWhere(({maxWebhooks}) => maxWebhooks === 1)
  if (prune) pairWhere((one, each) => isSameSet(one.events, each.events))
  return {pairs, spare: existing.filter((each) => !taken.has(each))}
}

/** Whether two URLs are equal as vendors write them: some add a scheme, some a slash. */
export function isSameUrl(one: string, other: string): boolean {
  return normalizeUrl(one) === normalizeUrl(other)
}

export function isSameSet(one: readonly string[], other: readonly string[]): boolean {
  const names = new Set(one)
  return names.size === new Set(other).size && other.every((name) => names.has(name))
}

/** Compares what cannot be changed in a webhook. */
function isSameIdentity(wanted: Wanted, existing: Webhook): boolean {
  return (
    wanted.provider === existing.provider &&
    (wanted.kind ?? existing.kind) === (existing.kind ?? wanted.kind) &&
    isSameScope(wanted, existing)
  )
}

/** A missing scope is the one that the target was queried for. */
function isSameScope({scope, isLocal}: Wanted, existing: Webhook): boolean {
  if (existing.scope === undefined) return true
  if (scope === undefined) return !isLocal || existing.scope === DEFAULT_SCOPE
  return scope === existing.scope
}

/** The candidate that shares the most events; the oldest of those. */
function findMostSimilar(wanted: Wanted, candidates: readonly Webhook[]): Webhook | undefined {
  const countSharedEvents = ({events}: Webhook) =>
    events.filter((name) => wanted.events.includes(name)).length
  return candidates.toSorted((a, b) => countSharedEvents(b) - countSharedEvents(a))[0]
}

function normalizeUrl(url: string): string {
  const whole = url.includes('://') ? url : `https://${url}`
  return URL.canParse(whole) ? new URL(whole).href : whole
}
