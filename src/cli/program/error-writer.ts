import {BUG_EXIT_STATUS, toErrorReport, HooksError, type ErrorReport} from '../../core/errors.ts'
import type {Context} from '../../context/context.ts'
import {toUsageError} from './parse-error.ts'
import {escapeInvisible, formatVisibleJson} from '../../core/masking/visible.ts'

const ISSUES_HINT = 'this is a bug in hooks: please report it with the output above'

type WriteErrorOptions = {
  readonly asJson: boolean
  readonly context: Pick<Context, 'stderr' | 'setExitStatus'>
}

/**
 * Reports an error on stderr and sets the exit status; the only place that does. People get a
 * message and a hint, machines get one line of JSON. A bug is shown with its stack.
 */
export function writeError(error: unknown, {asJson, context}: WriteErrorOptions): void {
  const expected = error instanceof HooksError ? error : toUsageError(error)
  const report = expected === undefined ? createBugReport(error) : toErrorReport(expected)
  context.setExitStatus(report.exit)
  context.stderr.write(
    asJson ? `${formatVisibleJson({error: report})}\n` : describeError(report, error),
  )
}

/** Whether the command line asks for errors as JSON. Works on a command line with errors too. */
export function wantsJson(argv: readonly string[], outputVariable: string | undefined): boolean {
  const end = argv.indexOf('--')
  const flags = end === -1 ? argv : argv.slice(0, end)
  if (flags.includes('--json')) return true
  const named = flags.flatMap((flag, index) => {
    if (flag === '-o' || flag === '--output') return [flags[index + 1] ?? '']
    const joined = /^(?:-o|--output=)(.+)$/s.exec(flag)?.[1]
    return joined === undefined || flag.startsWith('--output-') ? [] : [joined]
  })
  const format = named.at(-1) ?? outputVariable
  return format === 'json' || format === 'ndjson'
}

function createBugReport(error: unknown): ErrorReport {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return {code: 'bug', message, hint: ISSUES_HINT, exit: BUG_EXIT_STATUS}
}

function describeError({code, message, hint, provider}: ErrorReport, error: unknown): string {
  const stack = code === 'bug' && error instanceof Error ? (error.stack ?? message) : undefined
  const text = stack ?? `error: ${escapeInvisible(message)}`
  const providerLine = provider === undefined ? '' : `provider: ${formatVisibleJson(provider)}\n`
  return `${text}\n${providerLine}${hint === undefined ? '' : `hint: ${escapeInvisible(hint)}\n`}`
}
