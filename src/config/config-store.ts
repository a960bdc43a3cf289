import {readFileSync, renameSync} from 'node:fs'
import {readdir, rm} from 'node:fs/promises'
import path from 'node:path'
import {HooksError} from '../core/errors.ts'
import type {ConfigData} from './config-file.ts'
import type {Env} from './env.ts'
import {configFolder, makePrivateFolder} from './folders.ts'

/** base62 letters that hold 32 random bytes. */
const KEY_LENGTH = 43
/** Holds what is not whole yet, with conf's own files of that beginning. */
const BESIDE = 'config.new'

/** What this machine remembers: profiles, their credentials, and the local server's key. */
export interface ConfigStore {
  readonly file: string
  /** @throws HooksError usage, when the file is broken or others can read it */
  read(): Promise<ConfigData>
  /** Writers of several processes take turns: `change` sees what the one before it wrote. */
  update(change: (data: ConfigData) => ConfigData): Promise<ConfigData>
}

/** Opens nothing yet: what reading and writing need is loaded when they are asked for. */
export function openConfig(env: Env): ConfigStore {
  const folder = configFolder(env)
  const file = path.join(folder, 'config.json')
  return {
    file,
    async read() {
      const {readConfigFile} = await import('./config-file.ts')
      return readConfigFile(file)
    },
    async update(change) {
      const {checkPrivate, readConfigFile} = await import('./config-file.ts')
      const {withLock} = await import('./config-lock.ts')
      await makePrivateFolder(folder)
      await checkPrivate(folder, '700')
      return naming(file, () =>
        withLock(`${file}.lock`, async () => {
          const data = change(await readConfigFile(file))
          await write(folder, file, data)
          return data
        }),
      )
    },
  }
}

/** The local server's key, `hk_` and 43 base62 letters; made and kept on first use. */
export async function ensureServerKey(config: ConfigStore): Promise<string> {
  const {serverKey} = await config.read()
  if (serverKey !== undefined) return serverKey
  const {randomId} = await import('../core/ids.ts')
  const made = `hk_${randomId(KEY_LENGTH)}`
  const {serverKey: kept} = await config.update((data) => ({serverKey: made, ...data}))
  return kept ?? made
}

/**
 * conf writes beside the file, synced, and what is whole takes its place: conf itself also puts
 * there what a full disk took only the start of. It loads a schema compiler, so reading goes
 * without it.
 */
async function write(folder: string, file: string, data: ConfigData): Promise<void> {
  const {default: Conf} = await import('conf')
  outlive('SIGXFSZ')
  const text = JSON.stringify(data, undefined, '\t')
  await removeLeftovers(folder)
  // conf takes the umask off the mode it is given, and refuses a mode that its owner cannot read.
  const umask = process.umask(0o077)
  try {
    const conf = new Conf<ConfigData>({
      projectName: 'hooks',
      cwd: folder,
      configName: BESIDE,
      configFileMode: 0o600,
      accessPropertiesByDotNotation: false,
      serialize: () => text,
    })
    conf.store = data
    if (readFileSync(conf.path, 'utf8') !== text) throw noRoom(file)
    renameSync(conf.path, file)
  } finally {
    process.umask(umask)
  }
}

/**
 * With conf comes a package that ends the process at every signal it can hear. A file that may not
 * grow further, as where a disk is full, is an error of who writes and not the end.
 */
function outlive(signal: NodeJS.Signals): void {
  process.off(signal, ignore)
  process.on(signal, ignore)
}

function ignore(): void {}

/** What a writer that was killed had begun holds secrets, and nobody else writes while the lock is held. */
async function removeLeftovers(folder: string): Promise<void> {
  const begun = (await readdir(folder)).filter((name) => name.startsWith(BESIDE))
  await Promise.all(begun.map((name) => rm(path.join(folder, name), {force: true})))
}

function noRoom(file: string): HooksError {
  return new HooksError('usage', `cannot write all of the configuration file ${file}`, {
    hint: 'free some disk space; what it held is still there',
  })
}

async function naming<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof HooksError || !(error instanceof Error && 'syscall' in error)) throw error
    throw new HooksError('usage', `cannot write the configuration file ${file}`, {
      hint: 'name a folder that can be written with HOOKS_CONFIG_DIR',
      cause: error,
    })
  }
}
