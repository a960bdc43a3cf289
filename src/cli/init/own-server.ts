import {once} from 'node:events'
import {access} from 'node:fs/promises'
import type {ConfigStore} from '../../config/config-store.ts'
import {storePath} from '../../config/folders.ts'
import {HooksError} from '../../core/errors.ts'
import {isLoopbackName} from '../../core/net/loopback.ts'
import type {OpenServer, ServerFlags} from '../../actions/local/open-server.ts'
import {stopSignal} from '../../context/stop-signal.ts'
import type {Context} from '../../context/context.ts'

export type OwnServerOptions = {
  /** As `serve` would have them where no flag is given. */
  readonly flags: ServerFlags & {readonly quiet: boolean}
  readonly settings: ConfigStore
  readonly context: Context
  readonly version: string
  say(line: string): void
}

/** The server that `init` runs itself where the webhook is to be on this machine and none answers. */
export class OwnServer implements AsyncDisposable {
  readonly #options: OwnServerOptions
  #place: URL | undefined
  #open: OpenServer | undefined
  #isLogging = false

  constructor(options: OwnServerOptions) {
    this.#options = options
  }

  get isRunning(): boolean {
    return this.#open !== undefined
  }

  /**
   * Takes the place of the server that did not answer. It runs at once where a store is there, with
   * the user's own event types, and else not before `start`: whoever stops before has made nothing.
   *
   * @throws the error, where a server of ours could not have been what was asked
   */
  async standIn(url: string, error: unknown): Promise<void> {
    const place = new URL(url)
    const isHere = place.protocol === 'http:' && isLoopbackName(place.hostname)
    if (!isHere || !isRefused(error)) throw error
    this.#place = place
    this.#options.say(`No server answers at ${place.origin}: init runs one itself.`)
    const {flags, context} = this.#options
    const store = flags.store ?? storePath(context.env)
    if (await isThere(store)) await this.start()
  }

  /** Does nothing where another server answers. */
  async start(): Promise<void> {
    if (this.#place === undefined || this.#open !== undefined) return
    const {flags, settings, context, version} = this.#options
    const {serverKey, logFormat} = await import('../../actions/local/options.ts')
    const {openServer} = await import('../../actions/local/open-server.ts')
    const {key} = await serverKey(undefined, settings, context)
    const host = this.#place.hostname.replace(/^\[(.+)\]$/, '$1')
    const port = Number(this.#place.port || DEFAULT_HTTP_PORT)
    this.#open = await openServer(
      {...flags, host, port},
      {
        key,
        demo: false,
        log: logFormat(flags.quiet, context.stdout.isTerminal),
        logStream: {write: (line) => void (this.#isLogging && context.stderr.write(line))},
        version,
        context,
      },
    )
  }

  /**
   * Goes on serving until it is interrupted, if that is `wanted`; a person who did not say is asked.
   *
   * @throws HooksError cancelled
   */
  async stay(wanted: boolean | undefined, isAsked: boolean): Promise<void> {
    if (this.#open === undefined) return
    const {say} = this.#options
    const {running, store} = this.#open
    const kept = store === 'memory:' ? 'is gone when the server stops' : `is kept in ${store}`
    say(`The webhook ${kept}. To run its server again: ${this.#command()}`)
    if (!(wanted ?? (isAsked && (await this.#isWanted())))) return
    using stopping = stopSignal()
    this.#isLogging = true
    say(`hooks serves ${running.url}. Ctrl-C stops it.`)
    if (!stopping.signal.aborted) await once(stopping.signal, 'abort')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#open?.[Symbol.asyncDispose]()
  }

  async #isWanted(): Promise<boolean> {
    const prompter = await this.#options.context.prompter()
    try {
      return await prompter.confirm({message: 'Keep the server running now?', usual: true})
    } catch (error) {
      if (!(error instanceof HooksError) || error.code !== 'cancelled') throw error
      throw new HooksError('cancelled', 'interrupted; the webhook stays', {cause: error})
    }
  }

  #command(): string {
    const {port, hostname} = this.#place ?? {port: '', hostname: ''}
    const {host, port: usual} = this.#options.flags
    const words = [
      ...(hostname === host ? [] : ['--host', hostname]),
      ...(port === String(usual) ? [] : ['--port', port]),
    ]
    return ['hooks serve', ...words].join(' ')
  }
}

const DEFAULT_HTTP_PORT = 80

function isRefused(error: unknown): boolean {
  const cause = error instanceof HooksError ? error.cause : undefined
  return cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED'
}

function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  )
}
