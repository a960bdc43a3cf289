import {computePassword} from '../../src/providers/mda/proof.ts'
import type {ServeOptions} from '../../src/runtime/index.ts'
import {startEmulator, type Emulator} from './emulator.ts'

export type Answered = {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

export type MdaAsking = {
  readonly headers?: Readonly<Record<string, string>>
  /** Text is sent unchanged, everything else as JSON. */
  readonly body?: unknown
}

export type MdaServer = Emulator & {
  /** Calls a path below `/api/v1`; authenticated unless `headers` are given. */
  ask(method: string, path: string, asking?: MdaAsking): Promise<Answered>
}

/** A server, and a method that calls its Mobile Data Anywhere emulator over real HTTP. */
export async function startMda(options: Partial<ServeOptions> = {}): Promise<MdaServer> {
  const emulator = await startEmulator(options)
  return {
    ...emulator,
    async ask(method, path, {headers = authorized(emulator.key), body} = {}) {
      const isText = typeof body === 'string'
      const answer = await fetch(`${emulator.url}/api/v1${path}`, {
        method,
        headers: {
          ...(body === undefined || isText ? {} : {'content-type': 'application/json'}),
          ...headers,
        },
        ...(body === undefined ? {} : {body: isText ? body : JSON.stringify(body)}),
      })
      // Every response of the vendor is an object.
      const shown = (await answer.json()) as Answered['body']
      return {status: answer.status, body: shown}
    },
  }
}

export type Login = {readonly username?: string; readonly timestamp?: string}

/** The two headers that authenticate a call, made now unless `timestamp` is given. */
export function authorized(
  apiSecret: string,
  {username = 'ann', timestamp = String(Math.floor(Date.now() / 1000))}: Login = {},
): Record<string, string> {
  const pair = `${username}:${computePassword(apiSecret, username, timestamp)}`
  return {
    'x-api-timestamp': timestamp,
    authorization: `Basic ${Buffer.from(pair).toString('base64')}`,
  }
}
