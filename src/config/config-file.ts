import {readFile, stat} from 'node:fs/promises'
import path from 'node:path'
import {Type, type Static} from 'typebox'
import {Check} from 'typebox/value'
import {HooksError} from '../core/errors.ts'

/** A target that was set up here: its credentials, and what differs from the built-in one. */
const Profile = Type.Object({
  provider: Type.Optional(Type.String()),
  baseUrl: Type.Optional(Type.String()),
  scope: Type.Optional(Type.String()),
  /** Each a value, or a reference to where it is: `env:NAME`, `file:PATH`, `cmd:COMMAND`, `keychain:NAME`. */
  credentials: Type.Optional(Type.Record(Type.String(), Type.String())),
})

/** What this machine created at a vendor that does not show it; never a secret. */
const Recorded = Type.Object({
  id: Type.String(),
  kind: Type.Optional(Type.String()),
  scope: Type.Optional(Type.String()),
  url: Type.String(),
  events: Type.Array(Type.String()),
  createdAt: Type.String(),
})

export const ConfigFile = Type.Object({
  /** The profile used when none is named. */
  profile: Type.Optional(Type.String()),
  serverKey: Type.Optional(Type.String()),
  profiles: Type.Optional(Type.Record(Type.String(), Profile)),
  /** By profile. */
  recorded: Type.Optional(Type.Record(Type.String(), Type.Array(Recorded))),
})

export type ProfileConfig = Static<typeof Profile>
export type RecordedWebhook = Static<typeof Recorded>
export type ConfigData = Static<typeof ConfigFile>

/** The bits by which a group or the world could read, write or enter. */
const OTHERS = 0o077

/**
 * What the configuration file holds; nothing when there is none.
 *
 * @throws HooksError usage, when it is broken or others can read it
 */
export async function readConfigFile(file: string): Promise<ConfigData> {
  const text = await readText(file)
  if (text === undefined) return {}
  await checkPrivate(path.dirname(file), '700')
  await checkPrivate(file, '600')

  const data = parseJson(text)
  if (!Check(ConfigFile, data)) {
    throw new HooksError('usage', `the configuration file ${file} is broken`, {
      hint: `mend it, or move it away with: mv ${file} ${file}.broken`,
    })
  }
  return data
}

/**
 * Refuses a file or folder that others than its owner can use. Windows has no such bits.
 *
 * @throws HooksError usage
 */
export async function checkPrivate(location: string, mode: '600' | '700'): Promise<void> {
  if (process.platform === 'win32') return
  const found = await stat(location).catch(ignoreMissing)
  if (found === undefined || (found.mode & OTHERS) === 0) return
  throw new HooksError('usage', `${location} holds secrets, but others can use it`, {
    hint: `chmod ${mode} ${location}`,
  })
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (isMissing(error)) return undefined
    throw new HooksError('usage', `cannot read the configuration file ${file}`, {
      hint: 'check who owns it, or name another folder with HOOKS_CONFIG_DIR',
      cause: error,
    })
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function ignoreMissing(error: unknown): undefined {
  if (!isMissing(error)) throw error
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
