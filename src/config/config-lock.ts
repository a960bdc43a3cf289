import {randomUUID} from 'node:crypto'
import {link, readFile, rename, rm, stat, writeFile} from 'node:fs/promises'
import {setTimeout as pause} from 'node:timers/promises'
import {HooksError} from '../core/errors.ts'

const RETRY_MS = 5
/** Longer than 4 writers with 100 writes each need on a slow disk. */
const PATIENCE_MS = 30_000
/** Who has made the lock writes its id into it at once, or died between the two. */
const UNSIGNED_MS = 1000

/**
 * Runs `work` while no other process holds `file`, a lock of one line: the holder's process id.
 * A holder that died is found out by its id and replaced.
 *
 * @throws HooksError conflict, when the lock stays taken
 */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS
  while (!(await acquire(file))) {
    if (Date.now() > deadline) {
      throw new HooksError('conflict', `another hooks holds ${file}`, {
        hint: `if none is running: rm ${file}`,
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
    if (!isCode(error, 'EEXIST')) throw error
    await removeDead(file)
    return false
  }
}

/** The rename decides who of several removes a dead lock; a live one caught by it is put back. */
async function removeDead(file: string): Promise<void> {
  if (!(await isAbandoned(file))) return
  const aside = `${file}.${randomUUID()}`
  try {
    await rename(file, aside)
  } catch (error) {
    if (isCode(error, 'ENOENT')) return
    throw error
  }
  if (!(await isAbandoned(aside))) await link(aside, file).catch(() => undefined)
  await rm(aside, {force: true})
}

/** Its holder died, with or without having written its id. */
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
    return isCode(error, 'ESRCH')
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
