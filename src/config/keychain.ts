import {spawn} from 'node:child_process'
import {access, constants} from 'node:fs/promises'
import path from 'node:path'
import {text} from 'node:stream/consumers'
import {HooksError} from '../core/errors.ts'
import type {Env} from './env.ts'

/** Under which all of ours are kept. */
const SERVICE = 'hooks-cli'
/** Long enough for a keychain that asks for a password or a finger. */
const TIMEOUT_MS = 30_000

/** The keychain of the operating system, through the command that comes with it. */
export interface Keychain {
  /** As its users know it. */
  readonly label: string
  /** Undefined where it holds nothing of this name. */
  read(name: string): Promise<string | undefined>
  /** @throws HooksError usage, when the keychain refuses */
  write(name: string, secret: string): Promise<void>
  /** Removing what is not there is no error. */
  remove(name: string): Promise<void>
}

/** Undefined where there is none. */
export async function findKeychain(
  env: Env,
  platform: NodeJS.Platform = process.platform,
): Promise<Keychain | undefined> {
  if (platform === 'darwin' && (await isOnPath('security', env))) return macosKeychain()
  if (platform === 'linux' && (await isOnPath('secret-tool', env))) return secretService()
  return undefined
}

/** @throws HooksError usage, where there is none */
export async function requireKeychain(env: Env): Promise<Keychain> {
  const keychain = await findKeychain(env)
  if (keychain !== undefined) return keychain
  const hint =
    process.platform === 'linux'
      ? 'install secret-tool (package libsecret-tools), or refer to another place: env:NAME, file:PATH, cmd:COMMAND'
      : 'refer to another place: env:NAME, file:PATH or cmd:COMMAND'
  throw new HooksError('usage', 'there is no keychain here that hooks can use', {hint})
}

/** Names are `profile.credential`: quoting them must be of no concern in any of the tools. */
export function keychainName(profile: string, credential: string): string {
  return `${profile}.${credential}`.replaceAll(/[^\w.-]/g, '_')
}

/** https://gitlab.gnome.org/GNOME/libsecret secret-tool(1), read 2026-11-21: a secret comes on stdin. */
function secretService(): Keychain {
  const label = 'Secret Service'
  const attributes = (name: string) => ['service', SERVICE, 'account', name]
  return {
    label,
    read: async (name) => found(await run('secret-tool', ['lookup', ...attributes(name)])),
    async write(name, secret) {
      const argv = ['store', `--label=hooks ${name}`, ...attributes(name)]
      refuseFailure(label, await run('secret-tool', argv, secret))
    },
    remove: async (name) => void (await run('secret-tool', ['clear', ...attributes(name)])),
  }
}

/** security(1) of macOS: `-i` reads the command, and with it the secret, from stdin. */
function macosKeychain(): Keychain {
  const label = 'macOS keychain'
  const entry = (name: string) => ['-s', SERVICE, '-a', name]
  return {
    label,
    read: async (name) =>
      found(await run('security', ['find-generic-password', ...entry(name), '-w'])),
    async write(name, secret) {
      const hex = Buffer.from(secret).toString('hex')
      const line = ['add-generic-password', '-U', ...entry(name), '-X', hex].join(' ')
      refuseFailure(label, await run('security', ['-i'], `${line}\n`))
    },
    remove: async (name) =>
      void (await run('security', ['delete-generic-password', ...entry(name)])),
  }
}

type Ran = {readonly status: number | null; readonly stdout: string}

async function run(command: string, argv: readonly string[], input = ''): Promise<Ran> {
  const child = spawn(command, argv, {stdio: ['pipe', 'pipe', 'ignore'], timeout: TIMEOUT_MS})
  const ended = new Promise<number | null>((resolve) => {
    child.on('error', () => resolve(null))
    child.on('close', resolve)
  })
  // It may end without reading; its status tells.
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  const stdout = await text(child.stdout)
  return {stdout, status: await ended}
}

function found({status, stdout}: Ran): string | undefined {
  return status === 0 && stdout !== '' ? stdout.replace(/\n$/, '') : undefined
}

function refuseFailure(label: string, {status}: Ran): void {
  if (status === 0) return
  throw new HooksError('usage', `the ${label} did not take the credential`, {
    hint: 'unlock it, or leave --keychain out: the file is readable by you alone',
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
