import {durationMs} from './duration.ts'
import {HooksError} from './errors.ts'
import type {Payload} from './event.ts'
import {matchesGlob} from './glob.ts'
import {type RetryPolicy, STANDARD_RETRIES} from './delivery.ts'
import {valueAt} from './payload/value-at.ts'

/** How one webhook's deliveries are sent, where it differs from its provider's way. */
export type DeliverySettings = {
  /** `vendor`, `standard`, or delays such as `5s,5m,30m`: one for each further attempt. */
  readonly retries?: string
  /** Strictly one after the other, in the order of acceptance. */
  readonly fifo?: boolean
  /** Attempts per second, at most. */
  readonly rateLimit?: number
  /** Attempts under way at once, at most. */
  readonly concurrency?: number
  /** Sent besides the vendor's headers and ours. */
  readonly headers?: Readonly<Record<string, string>>
  /** Payload fields, by path (`video.id`), and patterns one of which each must match. */
  readonly filter?: Readonly<Record<string, readonly string[]>>
}

/** Further attempts that a schedule may hold. */
const MAX_RETRIES = 50
const MAX_DELAY_MS = 30 * 24 * 60 * 60 * 1000
const MAX_HEADERS = 20
const MAX_HEADER_LENGTH = 4096
/** Printable ASCII: nothing that could end a header, or mean different things to different readers. */
const HEADER_VALUE = /^[\x20-\x7e]*$/
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/
/** Those that describe the message or the connection, prove it, or change who is asked. */
const FORBIDDEN_HEADER =
  /^(host|connection|keep-alive|te|trailer|upgrade|expect|cookie|user-agent|(content|transfer|proxy|webhook)-.*|__proto__)$/

/** The policy that `retries` names; the provider's own when left out. @throws HooksError usage */
export function retryPolicyOf(retries: string | undefined, vendor: RetryPolicy): RetryPolicy {
  const named = new Map([
    ['vendor', vendor],
    ['standard', STANDARD_RETRIES],
  ])
  const policy = named.get(retries ?? 'vendor')
  if (policy !== undefined || retries === undefined) return policy ?? vendor
  const delaysMs = retries.split(',').map((text) => durationMs(text))
  const bad = delaysMs.some((delay) => delay === undefined || delay > MAX_DELAY_MS)
  if (bad || delaysMs.length > MAX_RETRIES) {
    throw new HooksError('usage', `retries ${JSON.stringify(retries)} is no schedule`, {
      hint: 'give vendor, standard, or up to 50 delays like 5s,5m,30m',
    })
  }
  const known = delaysMs.filter((delay) => delay !== undefined)
  return {delaysMs: known, jitter: STANDARD_RETRIES.jitter, honoursRetryAfter: true}
}

type Changes = {readonly [Name in keyof DeliverySettings]: DeliverySettings[Name] | null}

/** The settings after changes: what is not named stays, `null` takes a setting away. */
export function changedSettings(settings: DeliverySettings, changes: Changes): DeliverySettings {
  const changed = Object.entries({...settings, ...changes})
  return Object.fromEntries(changed.filter(([, value]) => value !== null))
}

/** @throws HooksError usage, naming what is wrong */
export function checkDeliverySettings(settings: DeliverySettings): void {
  const {retries, headers = {}, filter = {}} = settings
  if (retries !== undefined) retryPolicyOf(retries, STANDARD_RETRIES)
  const names = Object.keys(headers)
  if (names.length > MAX_HEADERS) throw unfit('headers', `holds more than ${MAX_HEADERS}`)
  for (const [name, value] of Object.entries(headers)) checkHeader(name.toLowerCase(), value)
  for (const [path, patterns] of Object.entries(filter)) {
    if (path === '' || patterns.length === 0)
      throw unfit(`filter ${JSON.stringify(path)}`, 'is empty')
  }
}

function checkHeader(name: string, value: string): void {
  const what = `header ${JSON.stringify(name)}`
  if (!HEADER_NAME.test(name)) throw unfit(what, 'has a name that is none')
  if (FORBIDDEN_HEADER.test(name)) throw unfit(what, 'is not yours to set')
  if (!HEADER_VALUE.test(value)) throw unfit(what, 'holds other than printable ASCII')
  if (value.length > MAX_HEADER_LENGTH) throw unfit(what, `is longer than ${MAX_HEADER_LENGTH}`)
}

function unfit(what: string, why: string): HooksError {
  return new HooksError('usage', `${what} ${why}`)
}

/** Whether a payload passes: for each path, one of its patterns matches the value as text. */
export function passesFilter(filter: DeliverySettings['filter'], payload: Payload): boolean {
  return Object.entries(filter ?? {}).every(([path, patterns]) => {
    const value = valueAt(payload, path)
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    return text !== undefined && patterns.some((pattern) => matchesGlob(pattern, text))
  })
}
