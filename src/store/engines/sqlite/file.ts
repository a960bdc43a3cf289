import {chmodSync, closeSync, mkdirSync, openSync, readSync, statSync} from 'node:fs'
import path from 'node:path'
import {HooksError} from '../../../core/errors.ts'
import {HEADER_BYTES, isStoreHeader} from '../../../core/store-file.ts'

/**
 * Creates the file, readable only by its owner, or checks that an existing file is a hooks store.
 * It looks at the first bytes only, because opening a file with SQLite could change them.
 */
export function prepareFile(file: string): void {
  try {
    mkdirSync(path.dirname(file), {recursive: true, mode: 0o700})
    const known = statSync(file, {throwIfNoEntry: false})
    if (known !== undefined && !known.isFile()) throw createNotAStoreError(file)
    const descriptor = openSync(file, 'a+', 0o600)
    const header = Buffer.alloc(HEADER_BYTES)
    const length = readSync(descriptor, header, 0, HEADER_BYTES, 0)
    closeSync(descriptor)
    if (length > 0 && !isStoreHeader(header)) throw createNotAStoreError(file)
    if (length === 0) chmodSync(file, 0o600)
  } catch (error) {
    throw error instanceof HooksError ? error : toOpeningError(error, file)
  }
}

function createNotAStoreError(file: string): HooksError {
  return new HooksError('usage', `${file} is not a hooks store`, {
    hint: 'pass a new path with --store; the file was not changed',
  })
}

/** Explains why SQLite cannot open the file and what to do about it. */
export function toOpeningError(error: unknown, file: string): HooksError {
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
      : 'pass a path in a writable directory, or memory:, with --store',
    cause: error,
  })
}
