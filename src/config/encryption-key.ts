import {randomBytes} from 'node:crypto'
import {readFile, stat} from 'node:fs/promises'
import path from 'node:path'
import {HooksError} from '../core/errors.ts'
import {checkPrivate} from './config-file.ts'
import type {Env} from './env.ts'
import {findConfigFolder, makePrivateFolder} from './folders.ts'
import {SEALING_KEY_BYTES} from '../core/limits.ts'
import {createFile} from './whole-file.ts'

const HEX = /^[0-9a-f]{64}$/i
const BASE64 = /^[A-Za-z0-9+/_-]{43}=?$/

/**
 * The key that encrypts the secrets in stores: from `file`, or this machine's own key, which is
 * created on first use. It is kept apart from the data, so that a copy of the data reveals nothing.
 *
 * @throws HooksError usage, if the file cannot be read, is not a key, or others can access it
 */
export async function readOrCreateEncryptionKey(
  file: string | undefined,
  env: Env,
): Promise<Buffer> {
  if (file !== undefined) return readKey(file)
  const own = locateOwnKey(env)
  if (!(await exists(own))) await createKey(findConfigFolder(env), own)
  return readKey(own)
}

/** The same key and its file, but without creating one. @throws HooksError usage */
export async function findEncryptionKey(
  file: string | undefined,
  env: Env,
): Promise<{readonly file: string; readonly key?: Buffer}> {
  const known = file ?? locateOwnKey(env)
  return (await exists(known)) ? {file: known, key: await readKey(known)} : {file: known}
}

function locateOwnKey(env: Env): string {
  return path.join(findConfigFolder(env), 'encryption.key')
}

async function readKey(file: string): Promise<Buffer> {
  await checkPrivate(file, '600')
  const text = (await readText(file)).trim()
  const key = HEX.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64')
  if (HEX.test(text) || BASE64.test(text)) return key
  throw new HooksError(
    'usage',
    `${file} is not an encryption key: expected 32 bytes in base64 or hex`,
    {
      hint: 'create one with: (umask 077; openssl rand -base64 32 > FILE)',
    },
  )
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new HooksError('usage', `cannot read the encryption key ${file}`, {
      hint: 'check the path given with --encryption-key-file',
      cause: error,
    })
  }
}

/** If several processes start at once, one creates the key and all use it. */
async function createKey(folder: string, file: string): Promise<void> {
  await makePrivateFolder(folder)
  await checkPrivate(folder, '700')
  const text = `${randomBytes(SEALING_KEY_BYTES).toString('base64')}\n`
  try {
    await createFile(file, text, {mode: 0o600})
  } catch (error) {
    throw new HooksError('usage', `cannot create the encryption key ${file}`, {
      hint: 'set HOOKS_CONFIG_DIR to a writable directory',
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
