import {createHash} from 'node:crypto'
import {setTimeout as sleep} from 'node:timers/promises'
import {HooksError} from '../core/errors.ts'
import type {ReceiverAnswer, Received} from './receiver.ts'

/**
 * How a receiver misbehaves. Shares are from 0 to 1 and add up to at most 1; all other requests get
 * a 200.
 */
export type Chaos = {
  readonly outcomes: readonly {readonly answer: ReceiverAnswer; readonly share: number}[]
  /** Delay before each answer, evenly distributed; milliseconds. */
  readonly delayMs: {readonly from: number; readonly to: number}
  readonly seed: number
}

const HINT = 'use settings such as 503=20%,delay=2s,drop=5%,seed=7'
const UNIT_MS: Readonly<Record<string, number>> = {ms: 1, s: 1000, m: 60_000}
/** Fixed, so that the same settings give the same result every time. */
const DEFAULT_SEED = 1

/**
 * Parses `503=20%,delay=2s,drop=5%,seed=7`: settings in any order, separated by commas.
 *
 * `STATUS=SHARE%` answers with that status; `drop=SHARE%` closes the connection; `hang=SHARE%`
 * never answers; `delay=2s` or `delay=100ms-2s` waits before answering; `seed=N` seeds the choice.
 *
 * @throws HooksError usage
 */
export function parseChaos(text: string): Chaos {
  const outcomes: {answer: ReceiverAnswer; share: number}[] = []
  const chaos = {delayMs: {from: 0, to: 0}, seed: DEFAULT_SEED}
  for (const part of text.split(',').map((each) => each.trim())) {
    const [, name = '', value = ''] = /^(\w+)=([^=]+)$/.exec(part) ?? []
    const answer = parseAnswer(name)
    const share = parseShare(value)
    const delayMs = parseRange(value)
    if (answer !== undefined && share !== undefined) outcomes.push({answer, share})
    else if (name === 'delay' && delayMs !== undefined) chaos.delayMs = delayMs
    else if (name === 'seed' && /^\d{1,15}$/.test(value)) chaos.seed = Number(value)
    else throw createInvalidSettingError(part)
  }
  const total = outcomes.reduce((sum, {share}) => sum + share, 0)
  // Shares like 0.1 and 0.2 do not add up exactly.
  if (total > 1 + Number.EPSILON * outcomes.length) {
    throw new HooksError('usage', `the shares in ${JSON.stringify(text)} add up to more than 100%`)
  }
  return {outcomes, ...chaos}
}

/**
 * A receiver's `answer` function. With the same seed, the nth request always gets the same answer
 * after the same delay.
 */
export function createChaosAnswer({
  outcomes,
  delayMs,
  seed,
}: Chaos): (request: Received) => Promise<ReceiverAnswer> {
  let count = 0
  return async () => {
    const chances = drawChances(seed, count++)
    const waitMs = delayMs.from + (delayMs.to - delayMs.from) * chances.delay
    // Must not keep the process alive after the receiver is closed.
    if (waitMs > 0) await sleep(waitMs, undefined, {ref: false})
    let left = chances.outcome
    for (const {answer, share} of outcomes) {
      if (left < share) return answer
      left -= share
    }
    return {}
  }
}

/** Two pseudo-random numbers from 0 to 1. A hash is as good as a generator and needs no state. */
function drawChances(seed: number, n: number): {outcome: number; delay: number} {
  const hash = createHash('sha256').update(`${seed}:${n}`).digest()
  return {outcome: hash.readUInt32BE(0) / 2 ** 32, delay: hash.readUInt32BE(4) / 2 ** 32}
}

function parseAnswer(name: string): ReceiverAnswer | undefined {
  if (name === 'drop' || name === 'hang') return name
  return /^[2-5]\d\d$/.test(name) ? {status: Number(name)} : undefined
}

function parseShare(text: string): number | undefined {
  const match = /^(\d{1,3}(?:\.\d{1,6})?)%$/.exec(text)
  const share = Number(match?.[1]) / 100
  return share <= 1 ? share : undefined
}

function parseRange(text: string): Chaos['delayMs'] | undefined {
  const [from, to = from, ...rest] = text.split('-').map(parseMilliseconds)
  if (from === undefined || to === undefined || rest.length > 0 || from > to) return undefined
  return {from, to}
}

function parseMilliseconds(text: string): number | undefined {
  const [, amount, unit = ''] = /^(\d{1,6}(?:\.\d{1,3})?)(ms|s|m)$/.exec(text) ?? []
  const unitMs = UNIT_MS[unit]
  return unitMs === undefined ? undefined : Number(amount) * unitMs
}

function createInvalidSettingError(part: string): HooksError {
  return new HooksError('usage', `invalid chaos setting ${JSON.stringify(part)}`, {hint: HINT})
}
