import {defined} from '../../core/defined.ts'
import type {ControlClient} from '../../control/client.ts'
import {HooksError} from '../../core/errors.ts'
import type {Webhook} from '../../core/webhook.ts'
import type {Selection} from '../target/selection.ts'
import type {Connection} from '../target/connection.ts'
import type {Context} from '../../context/context.ts'

/** The result of one check. */
export type Finding = {
  /** `node`, `config`, `store` or `server`; followed by its subject if there are several. */
  readonly check: string
  readonly status: 'ok' | 'warn' | 'fail'
  readonly message: string
  /** The command or sentence that fixes it. */
  readonly hint?: string
}

/** What `doctor` examines. */
export type Patient = {
  readonly selection: Selection
  readonly connection: Connection
  readonly context: Context
  /** The version of this program. */
  readonly version: string
  /** The store that `serve` uses, in the form of its flag. */
  readonly store: string | undefined
}

/** A target that answered, and its webhooks. */
export type Reached = {
  readonly profile: string
  /** Who sends the deliveries. */
  readonly label: string
  /** Whether they are sent from this machine. */
  readonly sendsFromHere: boolean
  readonly webhooks: readonly Webhook[]
  /** For reading deliveries; absent for a vendor. */
  readonly control?: ControlClient
}

/** Receivers accept signatures up to 5 minutes old; warns well before a clock is that far off. */
const WARN_SKEW_MS = 30_000
const FAIL_SKEW_MS = 300_000

export function createOk(check: string, message: string): Finding {
  return {check, status: 'ok', message}
}

export function createWarning(check: string, message: string, hint: string): Finding {
  return {check, status: 'warn', message, hint}
}

export function createFailure(check: string, message: string, hint: string): Finding {
  return {check, status: 'fail', message, hint}
}

/** An expected failure as a finding. @throws any error that is not a HooksError */
export function toFailedFinding(check: string, error: unknown): Finding {
  if (!(error instanceof HooksError)) throw error
  const {message, hint} = error
  return {check, status: 'fail', message, ...defined({hint})}
}

/** How far this machine's clock is off another's. Date headers are accurate to a second. */
export function compareClocks(check: string, there: Date, here: Date): Finding {
  const skewMs = here.getTime() - there.getTime()
  const size = Math.abs(skewMs)
  if (size <= WARN_SKEW_MS) return createOk(check, 'the clocks agree')
  const message = `this machine's clock is ${Math.round(size / 1000)} s ${skewMs > 0 ? 'ahead' : 'behind'}`
  const hint = 'set the clock: sudo timedatectl set-ntp true'
  return size > FAIL_SKEW_MS
    ? createFailure(check, message, hint)
    : createWarning(check, message, hint)
}
