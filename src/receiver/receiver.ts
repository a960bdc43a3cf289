import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http'
import {Signal} from '../core/signal.ts'
import type {SeenIds} from './seen-ids.ts'

/** A request as received, with its body unchanged. */
export type Received = {
  readonly method: string
  /** Path and query. */
  readonly path: string
  /** Names in lower case; the values of a repeated header joined with commas. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Buffer
  readonly at: Date
  /**
   * Set if it is genuine and its id was received before: the sender retried, or someone replayed
   * it.
   */
  readonly duplicate?: true
}

export type Reply = {
  /** 200 by default. */
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** `drop` closes the connection; `hang` never answers. */
export type ReceiverAnswer = Reply | 'drop' | 'hang'

export type ReceiverOptions = {
  readonly host?: string
  /** 0, the default, for any free port. */
  readonly port?: number
  /** Chooses the response; by default 200 with an empty body. */
  answer?(request: Received): ReceiverAnswer | Promise<ReceiverAnswer>
  /**
   * Returns the id of a request with a valid signature; undefined for others, which must not use up
   * an id.
   */
  readProvenId?(request: Received): string | undefined
  /** Detects duplicates, including those of requests received before this receiver was started. */
  readonly seen?: SeenIds
}

/** The largest delivery body that is kept. */
const MAX_DELIVERY_BYTES = 1024 * 1024
/** Milliseconds; limits how long a slow client can hold a connection. */
const HEADERS_TIMEOUT_MS = 10_000
const REQUEST_TIMEOUT_MS = 15_000
const KEEP_ALIVE_MS = 30_000
const MAX_REQUESTS_PER_CONNECTION = 100
const MAX_CONNECTIONS = 1000
/** How often Node checks for timeouts; its default of 30 seconds would add to both. */
const CONNECTION_CHECK_MS = 1000

/** An HTTP server for deliveries: keeps them in order and responds according to its options. */
export class Receiver implements AsyncDisposable {
  readonly #server: Server
  readonly #arrived = new Signal()
  readonly #options: ReceiverOptions
  /** All requests so far, oldest first. */
  readonly received: Received[] = []

  private constructor(options: ReceiverOptions) {
    this.#options = options
    this.#server = createServer(
      {
        headersTimeout: HEADERS_TIMEOUT_MS,
        requestTimeout: REQUEST_TIMEOUT_MS,
        connectionsCheckingInterval: CONNECTION_CHECK_MS,
        keepAliveTimeout: KEEP_ALIVE_MS,
      },
      (request, response) => void this.#handle(request, response),
    )
    this.#server.maxRequestsPerSocket = MAX_REQUESTS_PER_CONNECTION
    this.#server.maxConnections = MAX_CONNECTIONS
  }

  /** Resolves once it is listening; rejects with Node's error if the port is not available. */
  static async start(options: ReceiverOptions = {}): Promise<Receiver> {
    const receiver = new Receiver(options)
    await new Promise<void>((resolve, reject) => {
      receiver.#server.once('error', reject)
      receiver.#server.listen(options.port ?? 0, options.host ?? '127.0.0.1', resolve)
    })
    return receiver
  }

  /** Origin, without a trailing slash. */
  get url(): string {
    const address = this.#server.address()
    if (address === null || typeof address === 'string') throw new Error('the receiver is closed')
    const host = address.family === 'IPv6' ? `[${address.address}]` : address.address
    return `http://${host}:${address.port}`
  }

  /**
   * Resolves with the first `count` requests once they have arrived; rejects after `timeoutMs` with
   * the number that did.
   */
  async waitForFirst(count: number, timeoutMs = 10_000): Promise<readonly Received[]> {
    const until = performance.now() + timeoutMs
    while (this.received.length < count) {
      const seen = this.#arrived.count
      const leftMs = until - performance.now()
      if (leftMs <= 0)
        throw new Error(
          `received ${this.received.length} of ${count} requests within ${timeoutMs} ms`,
        )
      await this.#arrived.wait(seen, leftMs)
    }
    return this.received.slice(0, count)
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #markDuplicate(received: Received): Received {
    const {seen, readProvenId} = this.#options
    const id = readProvenId?.(received)
    const isDuplicate = id !== undefined && seen?.record(id) === true
    return isDuplicate ? {...received, duplicate: true} : received
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request)
    if (body === undefined) {
      response.writeHead(413, {connection: 'close'}).end()
      return
    }
    const received = this.#markDuplicate(toReceived(request, body))
    this.received.push(received)
    this.#arrived.notify()
    const answer = (await this.#options.answer?.(received)) ?? {}
    if (answer === 'drop') request.socket.destroy()
    if (typeof answer === 'object')
      response.writeHead(answer.status ?? 200, answer.headers).end(answer.body)
  }
}

/** Undefined if the body exceeds the limit or the connection broke. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of request) {
      // Without an encoding set, Node's chunks are buffers.
      const bytes = chunk as Buffer
      length += bytes.length
      if (length > MAX_DELIVERY_BYTES) return undefined
      chunks.push(bytes)
    }
  } catch {
    // The sender disconnected: nothing was received.
    return undefined
  }
  return Buffer.concat(chunks)
}

function toReceived({method = '', url = '/', headers}: IncomingMessage, body: Buffer): Received {
  const joined = Object.entries(headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : value,
  ])
  return {method, path: url, headers: Object.fromEntries(joined), body, at: new Date()}
}
