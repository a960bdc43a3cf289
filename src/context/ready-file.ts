import {replaceFile} from '../config/whole-file.ts'
import {HooksError} from '../core/errors.ts'

export type Ready = {readonly url: string; readonly pid: number}

/** Writes `{"url","pid"}` in one step, so that a reader finds nothing or all. @throws HooksError usage */
export async function writeReadyFile(file: string, ready: Ready): Promise<void> {
  try {
    await replaceFile(file, `${JSON.stringify(ready)}\n`)
  } catch (error) {
    throw new HooksError('usage', `the ready file ${file} cannot be written`, {
      hint: 'give --ready-file a path in a folder you may write to',
      cause: error,
    })
  }
}
