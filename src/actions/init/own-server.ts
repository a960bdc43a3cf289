import {once} from 'node:events'
import {access} from 'node:fs/promises'
import type {ConfigStore} from '../../config/config-store.ts'
import {findStorePath} from '../../config/folders.ts'
import {findErrorCode, HooksError} from '../../core/errors.ts'
import {isLoopbackName} from '../../core/net/loopback.ts'
import type {OpenServer, ServerFlags} from '../local/open-server.ts'
import type {Context} from '../../context/context.ts'

export type OwnServerOptions = {
  /** The flags of `serve`, with its defaults. */
  readonly flags: ServerFlags & {readonly quiet: boolean}
  readonly settings: ConfigStore
  readonly context: Context
  readonly version: string
  say(line: string): void
}

/** The server that `init` starts itself when the webhook is local and no server is running. */
export class OwnServer implements AsyncDisposable {
  readonly #options: OwnServerOptions
  #url: URL | undefined
  #open: OpenServer | undefined
  #isLogging = false

  constructor(options: OwnServerOptions) {
    this.#options = options
  }

  get isRunning(): boolean {
    return this.#open !== undefined
  }

  /**
   * Takes the place of the server that did not answer. If a store exists, the server starts now,
   * because the store may define custom event types. Otherwise it starts with `start`, so that
   * cancelling before then creates nothing.
   *
   * @throws the error, unless it is a refused connection to this machine
   */
  async standIn(url: string, error: unknown): Promise<void> {
    const place = new URL(url)
    const isHere = place.protocol === 'http:' && isLoopbackName(place.hostname)
    if (!isHere || !isConnectionRefused(error)) throw error
    this.#url = place
    this.#options.say(`No server is running at ${place.origin}; starting one.`)
    const {flags, context} = this.#options
    const store = flags.store ?? findStorePath(context.env)
    if (await exists(store)) await this.start()
  }

  /** Does nothing if another server answers. */
  async start(): Promise<void> {
    if (this.#url === undefined || this.#open !== undefined) return
    const {flags, settings, context, version} = this.#options
    const {chooseServerKey, chooseLogFormat} = await import('../local/options.ts')
    const {openServer} = await import('../local/open-server.ts')
    const {key} = await chooseServerKey(undefined, settings, context)
    const host = this.#url.hostname.replace(/^\[(.+)\]$/, '$1')
    const port = Number(this.#url.port || DEFAULT_HTTP_PORT)
    this.#open = await openServer(
      {...flags, host, port},
      {
        key,
        demo: false,
        log: chooseLogFormat(flags.quiet, context.stdout.isTerminal),
        logStream: {write: (line) => void (this.#isLogging && context.stderr.write(line))},
        version,
        context,
      },
    )
  }

  /**
   * Keeps serving until interrupted, if `wanted`; if that is undefined and `isAsked`, asks the user.
   *
   * @throws HooksError cancelled
   */
  async stay(wanted: boolean | undefined, isAsked: boolean): Promise<void> {
    if (this.#open === undefined) return
    const {say} = this.#options
    const {running, store} = this.#open
    const kept = store === 'memory:' ? 'is lost when the server stops' : `is kept in ${store}`
    say(`The webhook ${kept}. To start its server again: ${this.#formatServeCommand()}`)
    if (!(wanted ?? (isAsked && (await this.#askToKeepRunning())))) return
    using stopping = this.#options.context.createStopSignal()
    this.#isLogging = true
    say(`hooks is listening on ${running.url}. Press Ctrl-C to stop.`)
    if (!stopping.signal.aborted) await once(stopping.signal, 'abort')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#open?.[Symbol.asyncDispose]()
  }

  async #askToKeepRunning(): Promise<boolean> {
    const prompter = await this.#options.context.prompter()
    try {
      return await prompter.confirm({message: 'Keep the server running now?', usual: true})
    } catch (error) {
      if (!(error instanceof HooksError) || error.code !== 'cancelled') throw error
      throw new HooksError('cancelled', 'interrupted; the webhook was created and is kept', {
        cause: error,
      })
    }
  }

  #formatServeCommand(): string {
    const {port, hostname} = this.#url ?? {port: '', hostname: ''}
    const {host, port: usual} = this.#options.flags
    const words = [
      ...(hostname === host ? [] : ['--host', hostname]),
      ...(port === String(usual) ? [] : ['--port', port]),
    ]
    return ['hooks serve', ...words].join(' ')
  }
}

const DEFAULT_HTTP_PORT = 80

function isConnectionRefused(error: unknown): boolean {
  const cause = error instanceof HooksError ? error.cause : undefined
  return findErrorCode(cause) === 'ECONNREFUSED'
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  )
}
