import {randomBytes} from 'node:crypto'
import {chmod, mkdir, readdir, stat, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {readOrCreateEncryptionKey} from '../../src/config/encryption-key.ts'
import {chooseStorePlace} from '../../src/actions/local/options.ts'
import {readEnv} from '../../src/config/env.ts'
import {temporaryFolder} from '../support/run.ts'

const KEY = randomBytes(32)

test('a key is created once, readable only by its owner, and reused', async () => {
  await using folder = await temporaryFolder()
  const env = readEnv({HOOKS_CONFIG_DIR: path.join(folder.path, 'config')})

  const keys = await Promise.all([1, 2, 3].map(() => readOrCreateEncryptionKey(undefined, env)))

  expect(keys[0]).toHaveLength(32)
  expect(await readOrCreateEncryptionKey(undefined, env)).toEqual(keys[0])
  expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(1)
  const config = path.join(folder.path, 'config')
  expect(await readdir(config)).toEqual(['encryption.key'])
  expect((await stat(path.join(config, 'encryption.key'))).mode & 0o777).toBe(0o600)
})

test('a key file contains 32 bytes as base64 or hex', async () => {
  await using folder = await temporaryFolder()
  const file = path.join(folder.path, 'key')
  const env = readEnv({})
  for (const text of [KEY.toString('base64'), KEY.toString('hex'), KEY.toString('base64url')]) {
    await writeFile(file, `${text}\n`, {mode: 0o600})
    expect(await readOrCreateEncryptionKey(file, env)).toEqual(KEY)
  }
  for (const text of ['', 'short', KEY.toString('hex').slice(2), `${KEY.toString('base64')}AAAA`]) {
    await writeFile(file, text)
    await expect(readOrCreateEncryptionKey(file, env)).rejects.toMatchObject({
      code: 'usage',
      message: `${file} is not an encryption key: expected 32 bytes in base64 or hex`,
    })
  }
  await expect(readOrCreateEncryptionKey(`${file}-missing`, env)).rejects.toMatchObject({
    code: 'usage',
  })
})

test('a key file that others can read is rejected, with the command that fixes it', async () => {
  await using folder = await temporaryFolder()
  const file = path.join(folder.path, 'key')
  await writeFile(file, KEY.toString('base64'))
  await chmod(file, 0o640)

  await expect(readOrCreateEncryptionKey(file, readEnv({}))).rejects.toMatchObject({
    code: 'usage',
    hint: `chmod 600 ${file}`,
  })
  const config = path.join(folder.path, 'open')
  await mkdir(config)
  await chmod(config, 0o755)
  const env = readEnv({HOOKS_CONFIG_DIR: config})
  await expect(readOrCreateEncryptionKey(undefined, env)).rejects.toMatchObject({
    hint: `chmod 700 ${config}`,
  })
})

test('a store in memory uses a temporary key and saves none', async () => {
  await using folder = await temporaryFolder()
  const env = readEnv({HOOKS_CONFIG_DIR: folder.path})

  await using place = await chooseStorePlace({store: 'memory:', demo: false}, env)

  expect(place.encryptionKey).toHaveLength(32)
  expect(await readdir(folder.path)).toEqual([])
})
