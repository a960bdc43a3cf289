import {rename, writeFile} from 'node:fs/promises'
import {HooksError} from '../core/errors.ts'

export type Ready = {readonly url: string; readonly pid: number}

/** Writes `{"url","pid"}` atomically, so that a reader never sees part of it. @throws HooksError usage */
export async function writeReadyFile(file: string, ready: Ready): Promise<void> {
  const temporary = `${file}.${ready.pid}.tmp`
  try {
    await writeFile(temporary, `${JSON.stringify(ready)}\n`)
    await rename(temporary, file)
  } catch (error) {
    throw new HooksError('usage', `cannot write the ready file ${file}`, {
      hint: 'give --ready-file a path in a writable directory',
      cause: error,
    })
  }
}
