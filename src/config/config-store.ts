import path from 'node:path'
import {HooksError} from '../core/errors.ts'
import type {ConfigData} from './config-file.ts'
import type {Env} from './env.ts'
import {configFolder, makePrivateFolder} from './folders.ts'

/** base62 letters that hold 32 random bytes. */
const KEY_LENGTH = 43

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
          await write(folder, data)
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

/** Temporary file, fsync, rename: conf's way. It loads a schema compiler, so reading goes without it. */
async function write(folder: string, data: ConfigData): Promise<void> {
  const {default: Conf} = await import('conf')
  // conf takes the umask off the mode it is given, and refuses a mode that its owner cannot read.
  const umask = process.umask(0o077)
  try {
    const conf = new Conf<ConfigData>({
      projectName: 'hooks',
      cwd: folder,
      configFileMode: 0o600,
      accessPropertiesByDotNotation: false,
    })
    conf.store = data
  } finally {
    process.umask(umask)
  }
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
