import {chmod, mkdir} from 'node:fs/promises'
import {homedir} from 'node:os'
import path from 'node:path'
import {HooksError} from '../core/errors.ts'
import type {Env} from './env.ts'

/** Read, write and enter for the owner; nothing for anyone else. */
const PRIVATE_FOLDER = 0o700

/** The directory of the configuration file: HOOKS_CONFIG_DIR, else the platform's default. */
export function findConfigFolder(env: Env, platform = process.platform): string {
  if (env.configDir !== undefined) return path.resolve(env.configDir)
  if (platform === 'win32' && env.appData !== undefined) return path.join(env.appData, 'hooks')
  if (platform === 'darwin') return path.join(homedir(), 'Library', 'Preferences', 'hooks')
  return path.join(env.xdgConfigHome ?? path.join(homedir(), '.config'), 'hooks')
}

/** The folder of the embedded store: HOOKS_DATA_DIR, else the platform's default. */
export function findDataFolder(env: Env, platform = process.platform): string {
  if (env.dataDir !== undefined) return path.resolve(env.dataDir)
  if (platform === 'win32' && env.localAppData !== undefined) {
    return path.join(env.localAppData, 'hooks')
  }
  if (platform === 'darwin') return path.join(homedir(), 'Library', 'Application Support', 'hooks')
  return path.join(env.xdgDataHome ?? path.join(homedir(), '.local', 'share'), 'hooks')
}

/** The default store of `hooks serve`. */
export function findStorePath(env: Env): string {
  return path.join(findDataFolder(env), 'hooks.db')
}

/** The default store; creates its folder. */
export async function prepareDefaultStore(env: Env): Promise<string> {
  await makePrivateFolder(findDataFolder(env))
  return findStorePath(env)
}

/**
 * Creates `folder` for its owner only, whatever the umask; an existing folder stays as it is.
 *
 * @throws HooksError usage, if it cannot be created
 */
export async function makePrivateFolder(folder: string): Promise<void> {
  try {
    const made = await mkdir(folder, {recursive: true, mode: PRIVATE_FOLDER})
    if (made !== undefined) await chmod(folder, PRIVATE_FOLDER)
  } catch (error) {
    throw new HooksError('usage', `cannot create the directory ${folder}`, {
      hint: 'set HOOKS_CONFIG_DIR or HOOKS_DATA_DIR to a writable directory',
      cause: error,
    })
  }
}
