import {findErrorCode} from '../core/errors.ts'
import {randomUUID} from 'node:crypto'
import {link, open, rename, rm} from 'node:fs/promises'
import path from 'node:path'

type Options = {
  /** File mode, regardless of the umask. By default, 0o666 minus the umask. */
  readonly mode?: number
}

/**
 * Writes the file in one step, replacing an existing one. Readers find the old text or the whole new
 * one, also after a power failure.
 */
export async function replaceFile(file: string, text: string, options: Options = {}) {
  await writeThenPlace(file, text, options, (temporary) => rename(temporary, file))
}

/**
 * Like `replaceFile`, but never replaces an existing file: of several processes, one creates it.
 * Returns whether this one did. The file survives a power failure afterwards.
 */
export async function createFile(
  file: string,
  text: string,
  options: Options = {},
): Promise<boolean> {
  try {
    // Unlike a rename, a link never replaces a file.
    await writeThenPlace(file, text, options, (temporary) => link(temporary, file))
    await syncFolder(path.dirname(file))
    return true
  } catch (error) {
    if (findErrorCode(error) === 'EEXIST') return false
    throw error
  }
}

/** Writes and syncs a temporary file, passes it to `place`, then removes it. */
async function writeThenPlace(
  file: string,
  text: string,
  {mode}: Options,
  place: (temporary: string) => Promise<void>,
): Promise<void> {
  const temporary = `${file}.${randomUUID()}.tmp`
  try {
    await writeSynced(temporary, text, mode)
    await place(temporary)
  } finally {
    await rm(temporary, {force: true})
  }
}

async function writeSynced(file: string, text: string, mode: number | undefined): Promise<void> {
  await using handle = await open(file, 'wx', mode)
  if (mode !== undefined) await handle.chmod(mode)
  await handle.writeFile(text)
  await handle.sync()
}

/** Windows cannot sync folders, and does not need to. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  await using handle = await open(folder)
  await handle.sync()
}
