import {createServer, type AddressInfo, type Socket} from 'node:net'

export type RawServer = AsyncDisposable & {
  /** Origin, without a trailing slash. */
  readonly url: string
  /** Every connection so far, oldest first. */
  readonly sockets: readonly Socket[]
}

/**
 * A server that can send what no HTTP server would. `answer` is called with the socket whenever
 * part of a request arrives.
 */
export async function startRawServer(answer: (socket: Socket) => void): Promise<RawServer> {
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    sockets.push(socket)
    socket.on('data', () => answer(socket))
    // The tests expect the other side to break the connection.
    socket.on('error', () => {})
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  // A server that listens on a port has an address and no path.
  const {port} = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    sockets,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => void server.close(resolve))
    },
  }
}

/** Writes the piece at intervals until the connection is closed. */
export function drip(socket: Socket, piece: string, everyMs: number): void {
  const timer = setInterval(() => socket.write(piece), everyMs)
  socket.on('close', () => clearInterval(timer))
}

/** Writes endlessly, as fast as the other side reads. */
export function flood(socket: Socket, piece: string | Buffer): void {
  const write = () => {
    while (!socket.destroyed && socket.write(piece)) continue
  }
  socket.on('drain', write)
  write()
}
