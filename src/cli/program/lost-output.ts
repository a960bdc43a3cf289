import {HooksError} from '../../core/errors.ts'
import type {Context} from '../../context/context.ts'
import {writeError} from './error-writer.ts'

/**
 * What becomes of output that cannot be written. Whoever read it may have left, which is no
 * failure; anything else, such as a disk that is full, is told, once.
 */
export function watchOutput({asJson, context}: {asJson: boolean; context: Context}): void {
  const told = new Set<unknown>()
  process.stdout.prependListener('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return
    if (told.size === 0) writeError(lostOutput(error), {asJson, context})
    told.add(error)
  })
  // There is nobody left to tell.
  process.stderr.on('error', () => {})
  // oclif's own listener, which comes after, throws it again.
  process.on('uncaughtException', function rethrow(error) {
    if (told.has(error)) return
    process.off('uncaughtException', rethrow)
    queueMicrotask(() => {
      throw error
    })
  })
}

function lostOutput(error: NodeJS.ErrnoException): HooksError {
  return new HooksError('unreachable', `the output cannot be written (${error.code})`, {
    hint: error.code === 'ENOSPC' ? 'free some disk space' : 'look at where it is to go',
    cause: error,
  })
}
