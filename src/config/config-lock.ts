import {randomUUID} from 'node:crypto'
import {link, readFile, rename, rm, stat, writeFile} from 'node:fs/promises'
import {setTimeout as pause} from 'node:timers/promises'
import {findErrorCode, HooksError} from '../core/errors.ts'

const RETRY_MS = 5
/** Enough for 4 writers with 100 writes each on a slow disk. */
const PATIENCE_MS = 30_000
/** A holder writes its process id right after creating the lock, or it died in between. */
const UNSIGNED_MS = 1000

/**
 * Runs `work` while no other process holds `file`, a lock of one line: the holder's process id.
 * The lock of a process that died is recognized by that id and removed.
 *
 * @throws HooksError conflict, if the lock stays held
 */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS
  while (!(await acquire(file))) {
    if (Date.now() > deadline) {
      throw new HooksError('conflict', `another hooks process holds the lock ${file}`, {
        hint: `if no other hooks process is running, remove it: rm ${file}`,
      })
    }
    await pause(RETRY_MS + Math.random() * RETRY_MS)
  }
  try {
    return await work()
  } finally {
    await rm(file, {force: true})
  }
}

async function acquire(file: string): Promise<boolean> {
  try {
    await writeFile(file, `${process.pid}\n`, {flag: 'wx', mode: 0o600})
    return true
  } catch (error) {
    if (findErrorCode(error) !== 'EEXIST') throw error
    await removeDead(file)
    return false
  }
}

/** The rename decides which process removes a dead lock; a live one moved by mistake is put back. */
async function removeDead(file: string): Promise<void> {
  if (!(await isAbandoned(file))) return
  const aside = `${file}.${randomUUID()}`
  try {
    await rename(file, aside)
  } catch (error) {
    if (findErrorCode(error) === 'ENOENT') return
    throw error
  }
  if (!(await isAbandoned(aside))) await link(aside, file).catch(() => undefined)
  await rm(aside, {force: true})
}

/** Whether its holder died, before or after writing its process id. */
async function isAbandoned(file: string): Promise<boolean> {
  const text = await readFile(file, 'utf8').catch(() => '')
  const processId = Number.parseInt(text, 10)
  if (processId > 0) return isDead(processId)
  const made = await stat(file).catch(() => undefined)
  return made !== undefined && Date.now() - made.mtimeMs > UNSIGNED_MS
}

function isDead(processId: number): boolean {
  try {
    process.kill(processId, 0)
    return false
  } catch (error) {
    return findErrorCode(error) === 'ESRCH'
  }
}
