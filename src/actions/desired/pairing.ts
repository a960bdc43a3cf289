import {DEFAULT_SCOPE} from '../../core/event.ts'
import type {Webhook} from '../../core/webhook.ts'
import type {Wanted} from './wanted.ts'

export type Pairs = {
  readonly pairs: ReadonlyMap<Wanted, Webhook>
  /** What is there and not wanted. */
  readonly spare: readonly Webhook[]
}

type Fit = (wanted: Wanted, existing: Webhook) => boolean

/**
 * Which webhook is which. No record is kept of what made them: one that is there is taken for the
 * one wanted by its provider, kind, scope and URL, and by its events where several have those.
 *
 * What is left over is taken too where it must give way otherwise: the one webhook of a scope that
 * holds one; and, where spare ones are deleted, one that differs by its URL alone.
 */
export function pairUp(
  wanted: readonly Wanted[],
  existing: readonly Webhook[],
  {prune}: {prune: boolean},
): Pairs {
  const pairs = new Map<Wanted, Webhook>()
  const taken = new Set<Webhook>()
  const pass = (fits: Fit) => {
    for (const one of wanted.filter((each) => !pairs.has(each))) {
      const found = mostAlike(
        one,
        existing.filter((each) => !taken.has(each) && isSameSort(one, each) && fits(one, each)),
      )
      if (found === undefined) continue
      pairs.set(one, found)
      taken.add(found)
    }
  }
  pass((one, each) => isSameUrl(one.url, each.url) && isSameSet(one.events, each.events))
  pass((one, each) => isSameUrl(one.url, each.url))
  pass(({maxWebhooks}) => maxWebhooks === 1)
  if (prune) pass((one, each) => isSameSet(one.events, each.events))
  return {pairs, spare: existing.filter((each) => !taken.has(each))}
}

/** Whether two addresses are one as vendors write them: some add a scheme, some a slash. */
export function isSameUrl(one: string, other: string): boolean {
  return canonical(one) === canonical(other)
}

export function isSameSet(one: readonly string[], other: readonly string[]): boolean {
  const names = new Set(one)
  return names.size === new Set(other).size && other.every((name) => names.has(name))
}

/** What a webhook cannot change. */
function isSameSort(wanted: Wanted, existing: Webhook): boolean {
  return (
    wanted.provider === existing.provider &&
    (wanted.kind ?? existing.kind) === (existing.kind ?? wanted.kind) &&
    isSameScope(wanted, existing)
  )
}

/** A scope that one side does not tell is the one that the target was asked for. */
function isSameScope({scope, isLocal}: Wanted, existing: Webhook): boolean {
  if (existing.scope === undefined) return true
  if (scope === undefined) return !isLocal || existing.scope === DEFAULT_SCOPE
  return scope === existing.scope
}

/** The one that shares most of its events; the oldest of those. */
function mostAlike(wanted: Wanted, candidates: readonly Webhook[]): Webhook | undefined {
  const shared = ({events}: Webhook) => events.filter((name) => wanted.events.includes(name)).length
  return candidates.toSorted((a, b) => shared(b) - shared(a))[0]
}

function canonical(url: string): string {
  const whole = url.includes('://') ? url : `https://${url}`
  return URL.canParse(whole) ? new URL(whole).href : whole
}
