import {writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {readEnv} from '../../src/config/env.ts'
import {findConfigFolder, findDataFolder, prepareDefaultStore} from '../../src/config/folders.ts'
import {resolveReference} from '../../src/config/reference.ts'
import {missingPath, temporaryFolder} from '../support/run.ts'

test('a plain value resolves to itself', async () => {
  expect(await resolveReference('abc:def', readEnv({}))).toBe('abc:def')
})

test('env:NAME resolves to the environment variable', async () => {
  expect(await resolveReference('env:KEY', readEnv({KEY: 'secret'}))).toBe('secret')
})

test('file:PATH resolves to the content of the file without the final line break', async () => {
  await using folder = await temporaryFolder()
  const file = path.join(folder.path, 'key')
  await writeFile(file, 'secret\n')

  expect(await resolveReference(`file:${file}`, readEnv({}))).toBe('secret')
})

test('cmd:COMMAND resolves to the output of the command', async () => {
  expect(await resolveReference('cmd:echo secret', readEnv({}))).toBe('secret')
})

for (const which of ['env:UNSET', 'file:MISSING', 'cmd:exit 1', 'cmd:true']) {
  test(`${which} cannot be resolved, and is named in the error`, async () => {
    await using missing = await missingPath()
    const reference = which.replace('MISSING', missing.path)

    const resolved = resolveReference(reference, readEnv({}))

    await expect(resolved).rejects.toMatchObject({code: 'usage'})
    await expect(resolved).rejects.toThrow(reference)
  })
}

test('folders come from the environment, or else from the platform', () => {
  expect(findConfigFolder(readEnv({HOOKS_CONFIG_DIR: '/c'}))).toBe('/c')
  expect(findConfigFolder(readEnv({XDG_CONFIG_HOME: '/x'}), 'linux')).toBe('/x/hooks')
  expect(findDataFolder(readEnv({HOOKS_DATA_DIR: '/d'}))).toBe('/d')
  expect(findDataFolder(readEnv({XDG_DATA_HOME: '/x'}), 'linux')).toBe('/x/hooks')
})

test('the default store is hooks.db in the data directory', async () => {
  await using folder = await temporaryFolder()
  const data = path.join(folder.path, 'data')

  expect(await prepareDefaultStore(readEnv({HOOKS_DATA_DIR: data}))).toBe(
    path.join(data, 'hooks.db'),
  )
})
