import {replaceFile} from '../config/whole-file.ts'
import {HooksError} from '../core/errors.ts'

export type Ready = {readonly url: string; readonly pid: number}

/** Writes `{"url","pid"}` atomically, so that a reader never sees part of it. @throws HooksError usage */
export async function writeReadyFile(file: string, ready: Ready): Promise<void> {
  try {
    await replaceFile(file, `${JSON.stringify(ready)}\n`)
  } catch (error) {
    throw new HooksError('usage', `cannot write the ready file ${file}`, {
      hint: 'give --ready-file a path in a writable directory',
      cause: error,
    })
  }
}
