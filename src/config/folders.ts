import {chmod, mkdir} from 'node:fs/promises'
import {homedir} from 'node:os'
import path from 'node:path'
import {HooksError} from '../core/errors.ts'
import type {Env} from './env.ts'

/** Read, write and enter for the owner; nothing for anyone else. */
const PRIVATE_FOLDER = 0o700

/** Where the configuration file lives: HOOKS_CONFIG_DIR, else the platform's place. */
export function configFolder(env: Env, platform = process.platform): string {
  if (env.configDir !== undefined) return path.resolve(env.configDir)
  if (platform === 'win32' && env.appData !== undefined) return path.join(env.appData, 'hooks')
  if (platform === 'darwin') return path.join(homedir(), 'Library', 'Preferences', 'hooks')
  return path.join(env.xdgConfigHome ?? path.join(homedir(), '.config'), 'hooks')
}

/** Where the embedded store lives: HOOKS_DATA_DIR, else the platform's place. */
export function dataFolder(env: Env, platform = process.platform): string {
  if (env.dataDir !== undefined) return path.resolve(env.dataDir)
  if (platform === 'win32' && env.localAppData !== undefined) {
    return path.join(env.localAppData, 'hooks')
  }
  if (platform === 'darwin') return path.join(homedir(), 'Library', 'Application Support', 'hooks')
  return path.join(env.xdgDataHome ?? path.join(homedir(), '.local', 'share'), 'hooks')
}

/** The store that `hooks serve` uses when none is named. */
export function storePath(env: Env): string {
  return path.join(dataFolder(env), 'hooks.db')
}

/** The same; its folder is made. */
export async function defaultStorePath(env: Env): Promise<string> {
  await makePrivateFolder(dataFolder(env))
  return storePath(env)
}

/**
 * Makes `folder` for its owner alone, whatever the umask; one that exists stays as it is.
 *
 * @throws HooksError usage, when it cannot be made
 */
export async function makePrivateFolder(folder: string): Promise<void> {
  try {
    const made = await mkdir(folder, {recursive: true, mode: PRIVATE_FOLDER})
    if (made !== undefined) await chmod(folder, PRIVATE_FOLDER)
  } catch (error) {
    throw new HooksError('usage', `cannot make the folder ${folder}`, {
      hint: 'name one that can be written with HOOKS_CONFIG_DIR or HOOKS_DATA_DIR',
      cause: error,
    })
  }
}
