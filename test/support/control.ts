import {request as open, type IncomingHttpHeaders} from 'node:http'
import {text} from 'node:stream/consumers'
import type {ServeOptions} from '../../src/runtime/index.ts'
import {startEmulator, type Emulator} from './emulator.ts'

export type TestRequest = {
  /** Text and bytes are sent unchanged, everything else as JSON. */
  readonly body?: unknown
  /** Undefined removes a default header. */
  readonly headers?: Readonly<Record<string, string | undefined>>
}

export type TestResponse = {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** Empty for an event stream: `ask` does not wait for its end. */
  readonly text: string
  /** The text parsed as JSON; undefined if it is not JSON. */
  // oxlint-disable-next-line typescript/no-explicit-any -- each test knows what it requested
  readonly json: any
}

export type Control = Emulator & {
  /** Sends a request to a path under `/_hooks`, with the server key. */
  ask(method: string, path: string, options?: TestRequest): Promise<TestResponse>
}

/** A real server, with a method that sends any request to its control API. */
export async function startControl(options: Partial<ServeOptions> = {}): Promise<Control> {
  const emulator = await startEmulator(options)
  const authorization = `Bearer ${emulator.key}`
  return {
    ...emulator,
    ask: (method, path, {body, headers = {}} = {}) =>
      ask(`${emulator.url}/_hooks${path}`, method, {body, headers: {authorization, ...headers}}),
  }
}

/** Sends one request, with the path and the headers unchanged. */
export async function ask(
  url: string,
  method: string,
  {body, headers = {}}: TestRequest = {},
): Promise<TestResponse> {
  const content = typeof body === 'string' || body instanceof Buffer ? body : JSON.stringify(body)
  const all = {
    ...(content === undefined ? {} : {'content-type': 'application/json'}),
    'content-length': String(Buffer.byteLength(content ?? '')),
    ...headers,
  }
  const sent = Object.entries(all).filter(([, value]) => value !== undefined)
  const {origin} = new URL(url)
  return new Promise((resolve, reject) => {
    const outgoing = open(origin, {
      method,
      path: url.slice(origin.length),
      headers: Object.fromEntries(sent),
      agent: false,
    })
    outgoing.on('error', reject)
    outgoing.on('response', (incoming) => {
      const {statusCode: status = 0, headers: answered} = incoming
      if (answered['content-type']?.startsWith('text/event-stream') === true) {
        incoming.destroy()
        resolve({status, headers: answered, text: '', json: undefined})
        return
      }
      const toResponse = (read: string) => ({
        status,
        headers: answered,
        text: read,
        json: parse(read),
      })
      text(incoming).then((read) => resolve(toResponse(read)), reject)
    })
    outgoing.end(content)
  })
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
