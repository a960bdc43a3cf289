import {createServer, connect, type AddressInfo, type Socket} from 'node:net'

/** What the network does to new connections; `none` forwards everything. */
export type Fault =
  | {readonly kind: 'none'}
  /** Every chunk, in either direction, arrives this much later. */
  | {readonly kind: 'latency'; readonly ms: number}
  /** The connection is reset once the receiver has sent this many bytes; 0 means at once. */
  | {readonly kind: 'reset'; readonly afterBytes: number}
  /** What the receiver sends is silently lost; the connection stays open. */
  | {readonly kind: 'half-open'}
  /** The response ends after this many bytes, as if the receiver had closed the connection. */
  | {readonly kind: 'truncate'; readonly afterBytes: number}

export type ChaosProxy = AsyncDisposable & {
  /** Origin, without a trailing slash. */
  readonly url: string
  fault: Fault
  /** Connections made so far. */
  readonly connections: number
}

/** A TCP proxy in front of a receiver on this machine. Set `fault` to simulate a network fault. */
export async function startChaosProxy(target: string): Promise<ChaosProxy> {
  const open = new Set<Socket>()
  const state = {fault: {kind: 'none'} as Fault, connections: 0}
  const server = createServer((client) => {
    const upstream = connect(Number(new URL(target).port), '127.0.0.1')
    state.connections++
    for (const socket of [client, upstream]) {
      open.add(socket)
      socket.setNoDelay(true)
      // Broken connections are the purpose of this proxy.
      socket.on('error', () => {})
    }
    client.on('close', () => upstream.destroy())
    forward(client, upstream, state.fault)
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  // A server that listens on a port has an address and no path.
  const {port} = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    get fault() {
      return state.fault
    },
    set fault(fault: Fault) {
      state.fault = fault
    },
    get connections() {
      return state.connections
    },
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => void server.close(resolve))
    },
  }
}

function forward(client: Socket, upstream: Socket, fault: Fault): void {
  const delayMs = fault.kind === 'latency' ? fault.ms : 0
  let sent = 0
  if (fault.kind === 'reset' && fault.afterBytes === 0) client.resetAndDestroy()
  client.on('data', (chunk) => later(delayMs, () => upstream.write(chunk)))
  client.on('end', () => later(delayMs, () => upstream.end()))
  upstream.on('end', () => fault.kind !== 'half-open' && later(delayMs, () => client.end()))
  upstream.on('data', (chunk) => {
    if (fault.kind === 'half-open') return
    const limit = fault.kind === 'reset' || fault.kind === 'truncate' ? fault.afterBytes : Infinity
    const piece = chunk.subarray(0, limit - sent)
    sent += piece.length
    later(delayMs, () => client.write(piece))
    if (sent < limit) return
    if (fault.kind === 'reset') client.resetAndDestroy()
    else client.end()
  })
}

function later(ms: number, act: () => void): void {
  if (ms === 0) act()
  else setTimeout(act, ms)
}
