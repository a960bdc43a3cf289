import {rename, writeFile} from 'node:fs/promises'
import {HooksError} from '../core/errors.ts'

export type Ready = {readonly url: string; readonly pid: number}

/** Writes `{"url","pid"}` in one step, so that a reader finds nothing or all. @throws HooksError usage */
export async function writeReadyFile(file: string, ready: Ready): Promise<void> {
  const temporary = `${file}.${ready.pid}.tmp`
  try {
    await writeFile(temporary, `${JSON.stringify(ready)}\n`)
    await rename(temporary, file)
  } catch (error) {
    throw new HooksError('usage', `the ready file ${file} cannot be written`, {
      hint: 'give --ready-file a path in a folder you may write to',
      cause: error,
    })
  }
}
