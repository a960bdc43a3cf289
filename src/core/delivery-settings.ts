import {readDurationMs} from './duration.ts'
import {HooksError} from './errors.ts'
import type {Payload} from './event.ts'
import {matchesGlob} from './glob.ts'
import {type RetryPolicy, STANDARD_RETRIES} from './delivery.ts'
import {findValueAt} from './payload/value-at.ts'

/** How the deliveries of one webhook are sent, where that differs from its provider's default. */
export type DeliverySettings = {
  /** `vendor`, `standard`, or a delay before each retry, such as `5s,5m,30m`. */
  readonly retries?: string
  /** One after the other, in the order in which events were accepted. */
  readonly fifo?: boolean
  /** Maximum number of attempts per second. */
  readonly rateLimit?: number
  /** Maximum number of concurrent attempts. */
  readonly concurrency?: number
  /** Sent in addition to the vendor's headers and those of hooks. */
  readonly headers?: Readonly<Record<string, string>>
  /** Patterns by the path of a payload field (`video.id`); each field must match one of its patterns. */
  readonly filter?: Readonly<Record<string, readonly string[]>>
}

/** The most retries that a schedule may have. */
const MAX_RETRIES = 50
const MAX_DELAY_MS = 30 * 24 * 60 * 60 * 1000
const MAX_HEADERS = 20
const MAX_HEADER_LENGTH = 4096
/** Printable ASCII: no character ends a header early or is ambiguous between readers. */
const HEADER_VALUE = /^[\x20-\x7e]*$/
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/
/** Headers that describe the message or connection, sign it, or change where it is routed. */
const FORBIDDEN_HEADER =
  /^(host|connection|keep-alive|te|trailer|upgrade|expect|cookie|user-agent|(content|transfer|proxy|webhook)-.*|__proto__)$/

/** The policy that `retries` names; the provider's own if omitted. @throws HooksError usage */
export function toRetryPolicy(retries: string | undefined, vendor: RetryPolicy): RetryPolicy {
  const named = new Map([
    ['vendor', vendor],
    ['standard', STANDARD_RETRIES],
  ])
  const policy = named.get(retries ?? 'vendor')
  if (policy !== undefined || retries === undefined) return policy ?? vendor
  const delaysMs = retries.split(',').map((text) => readDurationMs(text))
  const bad = delaysMs.some((delay) => delay === undefined || delay > MAX_DELAY_MS)
  if (bad || delaysMs.length > MAX_RETRIES) {
    throw new HooksError('usage', `retries ${JSON.stringify(retries)} is not a retry schedule`, {
      hint: 'use vendor, standard, or up to 50 delays such as 5s,5m,30m',
    })
  }
  const known = delaysMs.filter((delay) => delay !== undefined)
  return {delaysMs: known, jitter: STANDARD_RETRIES.jitter, honoursRetryAfter: true}
}

type Changes = {readonly [Name in keyof DeliverySettings]: DeliverySettings[Name] | null}

/** The settings after changes: `null` removes a setting; settings not named stay as they are. */
export function applySettingsChanges(
  settings: DeliverySettings,
  changes: Changes,
): DeliverySettings {
  const changed = Object.entries({...settings, ...changes})
  return Object.fromEntries(changed.filter(([, value]) => value !== null))
}

/** @throws HooksError usage */
export function checkDeliverySettings(settings: DeliverySettings): void {
  const {retries, headers = {}, filter = {}} = settings
  if (retries !== undefined) toRetryPolicy(retries, STANDARD_RETRIES)
  const names = Object.keys(headers)
  if (names.length > MAX_HEADERS)
    throw createUnfitError(`more than ${MAX_HEADERS} headers`, 'are set')
  for (const [name, value] of Object.entries(headers)) checkHeader(name.toLowerCase(), value)
  for (const [path, patterns] of Object.entries(filter)) {
    if (path === '' || patterns.length === 0)
      throw createUnfitError(`filter ${JSON.stringify(path)}`, 'is empty')
  }
}

function checkHeader(name: string, value: string): void {
  const what = `header ${JSON.stringify(name)}`
  if (!HEADER_NAME.test(name)) throw createUnfitError(what, 'has an invalid name')
  if (FORBIDDEN_HEADER.test(name)) throw createUnfitError(what, 'is reserved and cannot be set')
  if (!HEADER_VALUE.test(value))
    throw createUnfitError(what, 'contains characters other than printable ASCII')
  if (value.length > MAX_HEADER_LENGTH)
    throw createUnfitError(what, `is longer than ${MAX_HEADER_LENGTH} characters`)
}

function createUnfitError(what: string, why: string): HooksError {
  return new HooksError('usage', `${what} ${why}`)
}

/** Whether, for each path of the filter, one pattern matches the payload's value as text. */
export function matchesFilter(filter: DeliverySettings['filter'], payload: Payload): boolean {
  return Object.entries(filter ?? {}).every(([path, patterns]) => {
    const value = findValueAt(payload, path)
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    return text !== undefined && patterns.some((pattern) => matchesGlob(pattern, text))
  })
}
