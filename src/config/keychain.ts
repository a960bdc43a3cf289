import {spawn} from 'node:child_process'
import {access, constants} from 'node:fs/promises'
import path from 'node:path'
import {text} from 'node:stream/consumers'
import {HooksError} from '../core/errors.ts'
import type {Env} from './env.ts'

/** The service name of all entries. */
const SERVICE = 'hooks-cli'
/** Long enough for a keychain that asks for a password or a fingerprint. */
const TIMEOUT_MS = 30_000

/** The keychain of the operating system, accessed through its command-line tool. */
export interface Keychain {
  /** The name that users know it by. */
  readonly label: string
  /** Undefined if there is no entry of this name. */
  read(name: string): Promise<string | undefined>
  /** @throws HooksError usage, if the keychain refuses */
  write(name: string, secret: string): Promise<void>
  /** Removing a missing entry is not an error. */
  remove(name: string): Promise<void>
}

/** Undefined if there is none. */
export async function findKeychain(
  env: Env,
  platform: NodeJS.Platform = process.platform,
): Promise<Keychain | undefined> {
  if (platform === 'darwin' && (await isOnPath('security', env))) return openMacosKeychain()
  if (platform === 'linux' && (await isOnPath('secret-tool', env))) return openSecretService()
  return undefined
}

/** @throws HooksError usage, if there is none */
export async function requireKeychain(env: Env): Promise<Keychain> {
  const keychain = await findKeychain(env)
  if (keychain !== undefined) return keychain
  const hint =
    process.platform === 'linux'
      ? 'install secret-tool (package libsecret-tools), or use a reference: env:NAME, file:PATH or cmd:COMMAND'
      : 'use a reference instead: env:NAME, file:PATH or cmd:COMMAND'
  throw new HooksError('usage', 'no supported keychain found', {hint})
}

/** The entry name `profile.credential`, limited to characters that no tool needs quoted. */
export function nameInKeychain(profile: string, credential: string): string {
  return `${profile}.${credential}`.replaceAll(/[^\w.-]/g, '_')
}

/** https://gitlab.gnome.org/GNOME/libsecret secret-tool(1), read 2026-11-21: the secret is read from stdin. */
function openSecretService(): Keychain {
  const label = 'Secret Service'
  const toAttributes = (name: string) => ['service', SERVICE, 'account', name]
  return {
    label,
    read: async (name) => toSecret(await run('secret-tool', ['lookup', ...toAttributes(name)])),
    async write(name, secret) {
      const argv = ['store', `--label=hooks ${name}`, ...toAttributes(name)]
      throwIfFailed(label, await run('secret-tool', argv, secret))
    },
    remove: async (name) => void (await run('secret-tool', ['clear', ...toAttributes(name)])),
  }
}

/** security(1) of macOS: `-i` reads the command, including the secret, from stdin. */
function openMacosKeychain(): Keychain {
  const label = 'macOS keychain'
  const toEntry = (name: string) => ['-s', SERVICE, '-a', name]
  return {
    label,
    read: async (name) =>
      toSecret(await run('security', ['find-generic-password', ...toEntry(name), '-w'])),
    async write(name, secret) {
      const hex = Buffer.from(secret).toString('hex')
      const line = ['add-generic-password', '-U', ...toEntry(name), '-X', hex].join(' ')
      throwIfFailed(label, await run('security', ['-i'], `${line}\n`))
    },
    remove: async (name) =>
      void (await run('security', ['delete-generic-password', ...toEntry(name)])),
  }
}

type RunResult = {readonly status: number | null; readonly stdout: string}

async function run(command: string, argv: readonly string[], input = ''): Promise<RunResult> {
  const child = spawn(command, argv, {stdio: ['pipe', 'pipe', 'ignore'], timeout: TIMEOUT_MS})
  const ended = new Promise<number | null>((resolve) => {
    child.on('error', () => resolve(null))
    child.on('close', resolve)
  })
  // The tool may exit without reading its input; the exit status shows whether it failed.
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  const stdout = await text(child.stdout)
  return {stdout, status: await ended}
}

function toSecret({status, stdout}: RunResult): string | undefined {
  return status === 0 && stdout !== '' ? stdout.replace(/\n$/, '') : undefined
}

function throwIfFailed(label: string, {status}: RunResult): void {
  if (status === 0) return
  throw new HooksError('usage', `the ${label} did not store the credential`, {
    hint: 'unlock it, or omit --keychain: the configuration file is readable only by you',
  })
}

async function isOnPath(command: string, env: Env): Promise<boolean> {
  const folders = (env.variable('PATH') ?? '').split(path.delimiter).filter((each) => each !== '')
  const tried = folders.map((folder) =>
    access(path.join(folder, command), constants.X_OK).then(
      () => true,
      () => false,
    ),
  )
  return (await Promise.all(tried)).includes(true)
}
