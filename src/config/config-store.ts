import {readFileSync, renameSync} from 'node:fs'
import {readdir, rm} from 'node:fs/promises'
import path from 'node:path'
import {HooksError} from '../core/errors.ts'
import type {ConfigData} from './config-file.ts'
import type {Env} from './env.ts'
import {findConfigFolder, makePrivateFolder} from './folders.ts'

/** The number of base62 characters that encode 32 random bytes. */
const KEY_LENGTH = 43
/** The temporary file; conf's own temporary files begin with the same name. */
const TEMPORARY_NAME = 'config.new'

/** The configuration of this machine: profiles, their credentials, and the local server key. */
export interface ConfigStore {
  readonly file: string
  /** @throws HooksError usage, if the file is invalid or others can access it */
  read(): Promise<ConfigData>
  /** Processes take turns: `change` sees what the previous writer wrote. */
  update(change: (data: ConfigData) => ConfigData): Promise<ConfigData>
}

/** Opens nothing yet: modules for reading and writing are loaded on first use. */
export function openConfig(env: Env): ConfigStore {
  const folder = findConfigFolder(env)
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
      return nameFileInErrors(file, () =>
        withLock(`${file}.lock`, async () => {
          const data = change(await readConfigFile(file))
          await writeConfig(folder, file, data)
          return data
        }),
      )
    },
  }
}

/** The local server's key: `hk_` and 43 base62 characters; created and saved on first use. */
export async function ensureServerKey(config: ConfigStore): Promise<string> {
  const {serverKey} = await config.read()
  if (serverKey !== undefined) return serverKey
  const {createRandomId} = await import('../core/ids.ts')
  const made = `hk_${createRandomId(KEY_LENGTH)}`
  const {serverKey: kept} = await config.update((data) => ({serverKey: made, ...data}))
  return kept ?? made
}

/**
 * conf writes and syncs a temporary file, which replaces the configuration only if it is complete:
 * on a full disk, conf alone would leave a truncated file. Reading does not use conf, because conf
 * loads a schema compiler.
 */
async function writeConfig(folder: string, file: string, data: ConfigData): Promise<void> {
  const {default: Conf} = await import('conf')
  surviveSignal('SIGXFSZ')
  const text = JSON.stringify(data, undefined, '\t')
  await removeLeftovers(folder)
  // conf applies the umask to the mode, and refuses a mode that the owner cannot read.
  const umask = process.umask(0o077)
  try {
    const conf = new Conf<ConfigData>({
      projectName: 'hooks',
      cwd: folder,
      configName: TEMPORARY_NAME,
      configFileMode: 0o600,
      accessPropertiesByDotNotation: false,
      serialize: () => text,
    })
    conf.store = data
    if (readFileSync(conf.path, 'utf8') !== text) throw toIncompleteError(file)
    renameSync(conf.path, file)
  } finally {
    process.umask(umask)
  }
}

/**
 * A dependency of conf ends the process on every signal that it can catch. SIGXFSZ, sent when a file
 * reaches its size limit, must not do that: the write itself then fails with an error.
 */
function surviveSignal(signal: NodeJS.Signals): void {
  process.off(signal, doNothing)
  process.on(signal, doNothing)
}

function doNothing(): void {}

/** Removes what killed writers left: it holds secrets. The lock ensures that nobody is writing. */
async function removeLeftovers(folder: string): Promise<void> {
  const leftovers = (await readdir(folder)).filter((name) => name.startsWith(TEMPORARY_NAME))
  await Promise.all(leftovers.map((name) => rm(path.join(folder, name), {force: true})))
}

function toIncompleteError(file: string): HooksError {
  return new HooksError('usage', `cannot write the whole configuration file ${file}`, {
    hint: 'free some disk space; the previous configuration is unchanged',
  })
}

async function nameFileInErrors<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof HooksError || !(error instanceof Error && 'syscall' in error)) throw error
    throw new HooksError('usage', `cannot write the configuration file ${file}`, {
      hint: 'set HOOKS_CONFIG_DIR to a writable directory',
      cause: error,
    })
  }
}
