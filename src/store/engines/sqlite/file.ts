import {chmodSync, closeSync, mkdirSync, openSync, readSync, statSync} from 'node:fs'
import path from 'node:path'
import {HooksError} from '../../../core/errors.ts'
import {HEADER_BYTES, isStoreHeader} from '../../../core/store-file.ts'

/**
 * Makes the file, readable by its owner alone, or checks that the one that is there is ours. Its
 * first bytes tell: to ask SQLite is to let it change them.
 */
export function prepareFile(file: string): void {
  try {
    mkdirSync(path.dirname(file), {recursive: true, mode: 0o700})
    const known = statSync(file, {throwIfNoEntry: false})
    if (known !== undefined && !known.isFile()) throw notOurs(file)
    const descriptor = openSync(file, 'a+', 0o600)
    const header = Buffer.alloc(HEADER_BYTES)
    const length = readSync(descriptor, header, 0, HEADER_BYTES, 0)
    closeSync(descriptor)
    if (length > 0 && !isStoreHeader(header)) throw notOurs(file)
    if (length === 0) chmodSync(file, 0o600)
  } catch (error) {
    throw error instanceof HooksError ? error : openingError(error, file)
  }
}

function notOurs(file: string): HooksError {
  return new HooksError('usage', `${file} is not a hooks store`, {
    hint: 'pass a new path with --store; the file was not changed',
  })
}

/** What keeps SQLite from opening the file, with what to do about it. */
export function openingError(error: unknown, file: string): HooksError {
  const reason = error instanceof Error ? error.message : String(error)
  if (/locked|busy/.test(reason)) {
    return new HooksError('usage', `store ${file} is in use by another process`, {
      hint: 'stop the other hooks serve, or pass another path with --store',
      cause: error,
    })
  }
  return new HooksError('usage', `store ${file} cannot be opened: ${reason}`, {
    hint: reason.includes('malformed')
      ? 'the file is damaged: restore it from a backup, or pass another path with --store'
      : 'pass a path in a writable folder, or memory:, with --store',
    cause: error,
  })
}
