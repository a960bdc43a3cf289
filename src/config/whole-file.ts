import {randomUUID} from 'node:crypto'
import {link, open, rename, rm} from 'node:fs/promises'
import path from 'node:path'

type Options = {
  /** Of the file, whatever the umask; what the umask leaves of 666 when left out. */
  readonly mode?: number
}

/**
 * Writes the file in one step, in place of one that is there: a reader, and a machine that lost
 * its power, finds the old text or all of the new one.
 */
export async function replaceFile(file: string, text: string, options: Options = {}) {
  await writeThenPlace(file, text, options, (temporary) => rename(temporary, file))
}

/**
 * The same, but a file that is there stays as it is: of several processes that write at once one
 * wins. Whether this one did. A machine that loses its power afterwards does not lose the file.
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
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

/** Hands a synced file beside `file` to `place`, and leaves nothing of it. */
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
