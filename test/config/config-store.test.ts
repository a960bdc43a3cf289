import {execFile, spawn} from 'node:child_process'
import {once} from 'node:events'
import {watch} from 'node:fs'
import {chmod, mkdir, readdir, readFile, stat, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {promisify} from 'node:util'
import {expect, test} from 'vitest'
import {ensureServerKey, openConfig} from '../../src/config/config-store.ts'
import {readEnv} from '../../src/config/env.ts'
import {temporaryFolder} from '../support/run.ts'

test('a configuration file that does not exist counts as empty', async () => {
  await using folder = await temporaryFolder()

  const config = openConfig(readEnv({HOOKS_CONFIG_DIR: path.join(folder.path, 'new')}))

  expect(await config.read()).toEqual({})
})

for (const umask of [0o000, 0o022, 0o777]) {
  test(`the file is 0600 in a folder 0700 under umask ${umask.toString(8)}`, async () => {
    await using folder = await temporaryFolder()
    const inside = path.join(folder.path, 'new')
    const config = openConfig(readEnv({HOOKS_CONFIG_DIR: inside}))

    const before = process.umask(umask)
    try {
      await config.update((data) => ({...data, profile: 'apivideo'}))
    } finally {
      process.umask(before)
    }

    expect((await stat(inside)).mode & 0o777).toBe(0o700)
    expect((await stat(config.file)).mode & 0o777).toBe(0o600)
    expect(await config.read()).toEqual({profile: 'apivideo'})
    expect(await readdir(inside)).toEqual(['config.json'])
  })
}

test('a file that others can read is rejected, with the command that fixes it', async () => {
  await using folder = await temporaryFolder()
  const config = openConfig(readEnv({HOOKS_CONFIG_DIR: folder.path}))
  await writeFile(config.file, '{}')
  await chmod(config.file, 0o644)

  await expect(config.read()).rejects.toMatchObject({
    code: 'usage',
    hint: `chmod 600 ${config.file}`,
  })
})

test('a folder that others can access is rejected for reading and for writing', async () => {
  await using folder = await temporaryFolder()
  const config = openConfig(readEnv({HOOKS_CONFIG_DIR: folder.path}))
  await config.update((data) => data)
  await chmod(folder.path, 0o755)

  const refusal = {code: 'usage', hint: `chmod 700 ${folder.path}`}
  await expect(config.read()).rejects.toMatchObject(refusal)
  await expect(config.update((data) => data)).rejects.toMatchObject(refusal)
})

for (const broken of ['{"profile":', '[]', '{"profile": 3}', '']) {
  test(`an invalid file (${JSON.stringify(broken)}) is reported and left unchanged`, async () => {
    await using folder = await temporaryFolder()
    const config = openConfig(readEnv({HOOKS_CONFIG_DIR: folder.path}))
    await writeFile(config.file, broken, {mode: 0o600})

    const message = `the configuration file ${config.file} is not valid`
    await expect(config.read()).rejects.toMatchObject({code: 'usage', message})
    await expect(config.update((data) => data)).rejects.toMatchObject({code: 'usage', message})
    expect(await readFile(config.file, 'utf8')).toBe(broken)
  })
}

test('a folder that cannot be created is reported', async () => {
  await using folder = await temporaryFolder()
  const file = path.join(folder.path, 'file')
  await writeFile(file, '')

  const config = openConfig(readEnv({HOOKS_CONFIG_DIR: path.join(file, 'below')}))

  await expect(config.update((data) => data)).rejects.toMatchObject({code: 'usage'})
})

test('no write is lost when four processes write a hundred times each', async () => {
  await using folder = await temporaryFolder()
  const root = path.resolve(import.meta.dirname, '../..')
  const script = `
    const {openConfig} = await import('${root}/src/config/config-store.ts')
    const {readEnv} = await import('${root}/src/config/env.ts')
    const config = openConfig(readEnv())
    for (let n = 0; n < 100; n++) {
      const name = process.argv[1] + '-' + n
      await config.update((data) => ({...data, profiles: {...data.profiles, [name]: {scope: name}}}))
    }`
  const env = {...process.env, HOOKS_CONFIG_DIR: folder.path}

  const write = (name: string) =>
    promisify(execFile)(process.execPath, ['--input-type=module', '-e', script, name], {env})
  await Promise.all(['a', 'b', 'c', 'd'].map(write))

  const {profiles = {}} = await openConfig(readEnv(env)).read()
  expect(Object.keys(profiles)).toHaveLength(400)
}, 60_000)

test('a writer whose disk is full leaves the file unchanged, and the next writer succeeds', async () => {
  await using folder = await temporaryFolder()
  const root = path.resolve(import.meta.dirname, '../..')
  const config = openConfig(readEnv({HOOKS_CONFIG_DIR: folder.path}))
  const script = `
    const {openConfig} = await import('${root}/src/config/config-store.ts')
    const {readEnv} = await import('${root}/src/config/env.ts')
    const profiles = Array.from({length: process.argv[1]}, (_, n) => ['p' + n, {scope: '1'}])
    await openConfig(readEnv()).update(() => ({profiles: Object.fromEntries(profiles)}))`
  // With this limit, the kernel cuts a file off after 8 blocks of 512 bytes, like a full disk.
  const limited = 'ulimit -f 8; exec "$0" --input-type=module -e "$@"'
  const env = {...process.env, HOOKS_CONFIG_DIR: folder.path}
  const write = (count: number) =>
    promisify(execFile)('sh', ['-c', limited, process.execPath, script, String(count)], {env})

  await write(1)
  await expect(write(5000)).rejects.toThrow(
    `cannot write the whole configuration file ${config.file}`,
  )

  expect(await config.read()).toEqual({profiles: {p0: {scope: '1'}}})
  await config.update(() => ({profile: 'after'}))
  expect(await config.read()).toEqual({profile: 'after'})
})

test.each([1, 2, 3, 4, 5, 6, 8, 11])(
  'a writer killed at folder change %i leaves the old or the new file, and others continue',
  async (fatal) => {
    await using folder = await temporaryFolder()
    const root = path.resolve(import.meta.dirname, '../..')
    const script = `
      const {openConfig} = await import('${root}/src/config/config-store.ts')
      const {readEnv} = await import('${root}/src/config/env.ts')
      const config = openConfig(readEnv())
      for (let n = 0; ; n++) {
        await config.update(() => ({profiles: {big: {scope: String(n % 10).repeat(500_000)}}}))
      }`
    const env = {...process.env, HOOKS_CONFIG_DIR: folder.path}
    const config = openConfig(readEnv(env))
    await config.update(() => ({profiles: {big: {scope: '-'}}}))
    const watcher = watch(folder.path)
    const writer = spawn(process.execPath, ['--input-type=module', '-e', script], {env})

    for (let seen = 0; seen < fatal; seen++) await once(watcher, 'change')
    writer.kill('SIGKILL')
    await once(writer, 'close')
    watcher.close()

    const {big} = (await config.read()).profiles ?? {}
    expect(big?.scope).toMatch(/^(?:-|(\d)\1{499999})$/)
    await config.update((data) => ({...data, profile: 'local'}))
    expect((await config.read()).profile).toBe('local')
    expect(await readdir(folder.path)).toEqual(['config.json'])
  },
)

test('the lock of a dead process does not block a writer', async () => {
  await using folder = await temporaryFolder()
  const config = openConfig(readEnv({HOOKS_CONFIG_DIR: folder.path}))
  const {stdout: deadId} = await promisify(execFile)(process.execPath, ['-p', 'process.pid'])
  await writeFile(`${config.file}.lock`, deadId)

  await config.update((data) => ({...data, profile: 'local'}))

  expect(await config.read()).toEqual({profile: 'local'})
  expect(await readdir(folder.path)).toEqual(['config.json'])
})

test('the server key is created once and saved', async () => {
  await using folder = await temporaryFolder()
  await mkdir(folder.path, {recursive: true})
  const config = openConfig(readEnv({HOOKS_CONFIG_DIR: folder.path}))

  const keys = await Promise.all([ensureServerKey(config), ensureServerKey(config)])

  expect(keys[0]).toMatch(/^hk_[0-9A-Za-z]{43}$/)
  expect(keys[1]).toBe(keys[0])
  expect(await ensureServerKey(config)).toBe(keys[0])
})
