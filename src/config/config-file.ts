import {tryParseJson} from '../core/payload/json-object.ts'
import {readFile, stat} from 'node:fs/promises'
import path from 'node:path'
import {Type, type Static} from 'typebox'
import {Check} from 'typebox/value'
import {findErrorCode, HooksError} from '../core/errors.ts'

/** A configured target: its credentials, and what differs from the built-in profile. */
const Profile = Type.Object({
  provider: Type.Optional(Type.String()),
  baseUrl: Type.Optional(Type.String()),
  scope: Type.Optional(Type.String()),
  /** Each a value or a reference: `env:NAME`, `file:PATH`, `cmd:COMMAND`, `keychain:NAME`. */
  credentials: Type.Optional(Type.Record(Type.String(), Type.String())),
})

/** A webhook created from this machine at a vendor that does not list webhooks; never a secret. */
const Recorded = Type.Object({
  id: Type.String(),
  kind: Type.Optional(Type.String()),
  scope: Type.Optional(Type.String()),
  url: Type.String(),
  events: Type.Array(Type.String()),
  createdAt: Type.String(),
})

export const ConfigFile = Type.Object({
  /** The default profile. */
  profile: Type.Optional(Type.String()),
  serverKey: Type.Optional(Type.String()),
  profiles: Type.Optional(Type.Record(Type.String(), Profile)),
  /** By profile. */
  recorded: Type.Optional(Type.Record(Type.String(), Type.Array(Recorded))),
})

export type ProfileConfig = Static<typeof Profile>
export type RecordedWebhook = Static<typeof Recorded>
export type ConfigData = Static<typeof ConfigFile>

/** The permission bits of the group and of others. */
const OTHERS = 0o077

/**
 * The content of the configuration file; empty if the file does not exist.
 *
 * @throws HooksError usage, if it is invalid or others can access it
 */
export async function readConfigFile(file: string): Promise<ConfigData> {
  const text = await readText(file)
  if (text === undefined) return {}
  await checkPrivate(path.dirname(file), '700')
  await checkPrivate(file, '600')

  const data = tryParseJson(text)
  if (!Check(ConfigFile, data)) {
    throw new HooksError('usage', `the configuration file ${file} is not valid`, {
      hint: `fix it, or move it away with: mv ${file} ${file}.broken`,
    })
  }
  return data
}

/**
 * Refuses a file or folder that anyone but its owner can access. Windows has no such bits.
 *
 * @throws HooksError usage
 */
export async function checkPrivate(location: string, mode: '600' | '700'): Promise<void> {
  if (process.platform === 'win32') return
  const found = await stat(location).catch(ignoreMissing)
  if (found === undefined || (found.mode & OTHERS) === 0) return
  throw new HooksError('usage', `${location} contains secrets, but other users can access it`, {
    hint: `chmod ${mode} ${location}`,
  })
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (isMissing(error)) return undefined
    throw new HooksError('usage', `cannot read the configuration file ${file}`, {
      hint: 'check its owner and permissions, or set HOOKS_CONFIG_DIR to another directory',
      cause: error,
    })
  }
}

function ignoreMissing(error: unknown): undefined {
  if (!isMissing(error)) throw error
}

function isMissing(error: unknown): boolean {
  return findErrorCode(error) === 'ENOENT'
}
