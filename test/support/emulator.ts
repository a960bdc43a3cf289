import path from 'node:path'
import type {ServeOptions} from '../../src/runtime/index.ts'
import {serve} from '../../src/runtime/index.ts'
import {createControlClient, type ControlClient} from '../../src/control/client.ts'
import {temporaryFolder} from './run.ts'

const SERVER_KEY = 'hk_forTestsOnly'

export type Emulator = AsyncDisposable & {
  readonly url: string
  readonly key: string
  readonly control: ControlClient
  /** Environment variables that make the CLI act on this server. */
  readonly env: Readonly<Record<string, string>>
}

/** A real server on a free port, with a temporary store. */
export async function startEmulator(options: Partial<ServeOptions> = {}): Promise<Emulator> {
  await using stack = new AsyncDisposableStack()
  const folder = stack.use(await temporaryFolder())
  const server = stack.use(
    await serve({
      host: '127.0.0.1',
      port: 0,
      allowHosts: [],
      store: path.join(folder.path, 'hooks.db'),
      apiKey: SERVER_KEY,
      rateLimit: 'off',
      log: 'silent',
      ...options,
    }),
  )
  const owned = stack.move()
  return {
    url: server.url,
    key: SERVER_KEY,
    control: createControlClient({url: server.url, key: SERVER_KEY}),
    env: {HOOKS_API_URL: server.url, HOOKS_SERVER_KEY: SERVER_KEY},
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
