/**
 * Every expected failure and its exit status.
 *
 * Codes are public: scripts read them from `--json`, so a code is never renamed or reused.
 * Anything else that is thrown is a bug in hooks and exits with 1.
 */
export const EXIT_STATUS = {
  usage: 2,
  conflict: 2,
  unauthorized: 3,
  not_found: 4,
  signature_invalid: 5,
  unreachable: 6,
  receiver_failed: 7,
  expectation_unmet: 8,
  rejected: 9,
  rate_limited: 9,
  unsupported: 10,
  cancelled: 130,
} as const

/** The exit status of anything thrown that is not a `HooksError`. */
export const BUG_EXIT_STATUS = 1

export type ErrorCode = keyof typeof EXIT_STATUS

export type HooksErrorOptions = {
  /** How to fix it: a command or a short imperative sentence. */
  hint?: string | undefined
  /** The provider's error body, unchanged. */
  provider?: unknown
  cause?: unknown
}

/** A failure the user can act on: what happened, and what to try next. */
export class HooksError extends Error {
  override readonly name = 'HooksError'
  readonly code: ErrorCode
  readonly hint: string | undefined
  readonly provider: unknown

  constructor(code: ErrorCode, message: string, options: HooksErrorOptions = {}) {
    super(message, 'cause' in options ? {cause: options.cause} : undefined)
    this.code = code
    this.hint = options.hint
    this.provider = options.provider
  }
}

export type ErrorReport = {
  code: ErrorCode | 'bug'
  message: string
  hint?: string
  exit: number
  provider?: unknown
}

/** An error as `--json` prints it and as the control API returns it (without `exit`). */
export function toErrorReport(error: HooksError): ErrorReport {
  const {code, message, hint, provider} = error
  return {
    code,
    message,
    ...defined({hint}),
    exit: EXIT_STATUS[code],
    ...defined({provider}),
  }
}
import {defined} from './defined.ts'

/** The code that Node, undici or OpenSSL gave an error; empty if it has none. */
export function findErrorCode(error: unknown): string {
  const hasCode = error instanceof Error && 'code' in error && typeof error.code === 'string'
  return hasCode ? String(error.code) : ''
}
