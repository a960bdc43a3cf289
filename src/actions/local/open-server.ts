import type {RunningServer, ServeOptions} from '../../runtime/index.ts'
import {readAssumptions} from '../target/assumptions.ts'
import {startOnAnyPort, readServeOptions, chooseStorePlace, type ServeFlags} from './options.ts'
import type {Context} from '../../context/context.ts'

export type ServerFlags = ServeFlags & {
  readonly assume?: readonly string[] | undefined
  readonly store?: string | undefined
  readonly 'encryption-key-file'?: string | undefined
}

export type ServerSetting = {
  readonly key: string
  readonly demo: boolean
  readonly log: ServeOptions['log']
  readonly logStream?: ServeOptions['logStream']
  readonly version: string
  readonly context: Context
}

/** A server in this process. Disposing also removes a store that was created for it alone. */
export type OpenServer = AsyncDisposable & {
  readonly running: RunningServer
  /** Where its store is. */
  readonly store: string
}

/** @throws HooksError usage, if a flag is invalid, or the store or the port cannot be used */
export async function openServer(flags: ServerFlags, setting: ServerSetting): Promise<OpenServer> {
  const {key: apiKey, demo, context, ...how} = setting
  const assumptions = await readAssumptions(flags.assume ?? [])
  const wanted = {...readServeOptions(flags, context.now()), ...how, apiKey, assumptions}
  await using stack = new AsyncDisposableStack()
  const place = stack.use(await chooseStorePlace({...flags, demo}, context.env))
  const {location: store, encryptionKey} = place
  const running = stack.use(await startOnAnyPort({...wanted, encryptionKey, store}, demo))
  const owned = stack.move()
  return {running, store, [Symbol.asyncDispose]: () => owned.disposeAsync()}
}
