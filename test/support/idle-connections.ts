import {once} from 'node:events'
import {connect, type Socket} from 'node:net'

/** What an idle client sends before it falls silent and keeps its connection open. */
export const IDLE: Readonly<Record<string, string>> = {
  'that say nothing': '',
  'whose headers never end': 'GET /_hooks/healthz HTTP/1.1\r\nhost: 127.0.0.1\r\nx-slow: ',
  'whose body never ends':
    'POST /webhooks HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{',
}

/** Connections opened at the same time: as many as the server's listen queue holds. */
const AT_ONCE = 250

/** Opens `count` connections and sends `says` on each. They are closed at the end of the scope. */
export async function openMany(
  url: string,
  {count, says}: {count: number; says: string},
): Promise<AsyncDisposable & {sockets: Socket[]}> {
  const {port} = new URL(url)
  const sockets: Socket[] = []
  const openOne = async () => {
    const socket = connect(Number(port), '127.0.0.1')
    socket.on('error', () => {})
    sockets.push(socket)
    await once(socket, 'connect')
    socket.write(says)
  }
  while (sockets.length < count) {
    const more = Math.min(AT_ONCE, count - sockets.length)
    await Promise.all(Array.from({length: more}, openOne))
  }
  return {
    sockets,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
    },
  }
}
