import {HooksError} from '../../core/errors.ts'
import type {Context} from '../../context/context.ts'
import {writeError} from './error-writer.ts'

/**
 * Handles errors of stdout and stderr. A closed pipe is not a failure, as the reader may stop
 * early. Anything else, such as a full disk, is reported once.
 */
export function watchOutput({asJson, context}: {asJson: boolean; context: Context}): void {
  const reported = new Set<unknown>()
  process.stdout.prependListener('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return
    if (reported.size === 0) writeError(toLostOutputError(error), {asJson, context})
    reported.add(error)
  })
  // There is nowhere left to report to.
  process.stderr.on('error', () => {})
  // oclif's own listener, which runs later, throws the error again.
  process.on('uncaughtException', function rethrow(error) {
    if (reported.has(error)) return
    process.off('uncaughtException', rethrow)
    queueMicrotask(() => {
      throw error
    })
  })
}

function toLostOutputError(error: NodeJS.ErrnoException): HooksError {
  return new HooksError('unreachable', `cannot write the output (${error.code})`, {
    hint: error.code === 'ENOSPC' ? 'free some disk space' : 'check where the output goes',
    cause: error,
  })
}
