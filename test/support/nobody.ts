import {randomInt} from 'node:crypto'
import {once} from 'node:events'
import {createServer} from 'node:net'

/**
 * A URL with a port on which nothing listens. The port is below the range from which the system
 * assigns free ports, so that no other test is assigned it in the meantime.
 */
export async function urlOfNobody(): Promise<string> {
  for (;;) {
    const port = randomInt(20_000, 30_000)
    if (await isFree(port)) return `http://127.0.0.1:${port}`
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch {
    return false
  }
  server.close()
  await once(server, 'close')
  return true
}
