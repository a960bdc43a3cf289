import {createAesSealer} from './rows/sealer.ts'
import {lookInside} from './engines/sqlite/open.ts'
import {CHECK} from './store-key.ts'

export type StoreTrouble = 'damaged' | 'wrong_key' | 'no_key'

/**
 * What would keep a server from using this store file, which must not be in use now. It only reads
 * the file, and creates nothing.
 */
export function findStoreTrouble(file: string, key: Buffer | undefined): StoreTrouble | undefined {
  const {isWhole, setting} = lookInside(file, CHECK)
  if (!isWhole) return 'damaged'
  if (setting === undefined) return undefined
  if (key === undefined) return 'no_key'
  try {
    createAesSealer(key).open(setting, CHECK)
    return undefined
  } catch {
    return 'wrong_key'
  }
}
