import {randomBytes} from 'node:crypto'
import {readFile, stat} from 'node:fs/promises'
import path from 'node:path'
import {HooksError} from '../core/errors.ts'
import {checkPrivate} from './config-file.ts'
import type {Env} from './env.ts'
import {configFolder, makePrivateFolder} from './folders.ts'
import {SEALING_KEY_BYTES} from '../core/limits.ts'
import {createFile} from './whole-file.ts'

const HEX = /^[0-9a-f]{64}$/i
const BASE64 = /^[A-Za-z0-9+/_-]{43}=?$/

/**
 * The key that seals the secrets of stores: that of `file`, or this machine's own, which is made
 * on first use. It stays apart from the data, so that a copy of those alone opens nothing.
 *
 * @throws HooksError usage, when the file cannot be read, is no key, or others can use it
 */
export async function encryptionKey(file: string | undefined, env: Env): Promise<Buffer> {
  if (file !== undefined) return readKey(file)
  const own = ownFile(env)
  if (!(await exists(own))) await makeKey(configFolder(env), own)
  return readKey(own)
}

/** The same, and which file it is; where there is none, nothing is made. @throws HooksError usage */
export async function knownEncryptionKey(
  file: string | undefined,
  env: Env,
): Promise<{readonly file: string; readonly key?: Buffer}> {
  const known = file ?? ownFile(env)
  return (await exists(known)) ? {file: known, key: await readKey(known)} : {file: known}
}

function ownFile(env: Env): string {
  return path.join(configFolder(env), 'encryption.key')
}

async function readKey(file: string): Promise<Buffer> {
  await checkPrivate(file, '600')
  const text = (await readText(file)).trim()
  const key = HEX.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64')
  if (HEX.test(text) || BASE64.test(text)) return key
  throw new HooksError('usage', `${file} holds no encryption key: it wants 32 bytes`, {
    hint: 'make one with: (umask 077; openssl rand -base64 32 > FILE)',
  })
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new HooksError('usage', `cannot read the encryption key ${file}`, {
      hint: 'name its file with --encryption-key-file FILE',
      cause: error,
    })
  }
}

/** Of several processes that start at once one makes it, and all use that. */
async function makeKey(folder: string, file: string): Promise<void> {
  await makePrivateFolder(folder)
  await checkPrivate(folder, '700')
  const text = `${randomBytes(SEALING_KEY_BYTES).toString('base64')}\n`
  try {
    await createFile(file, text, {mode: 0o600})
  } catch (error) {
    throw new HooksError('usage', `cannot make the encryption key ${file}`, {
      hint: 'name a folder that can be written with HOOKS_CONFIG_DIR',
      cause: error,
    })
  }
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  )
}
