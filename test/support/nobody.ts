import {randomInt} from 'node:crypto'
import {once} from 'node:events'
import {createServer} from 'node:net'

/**
 * The address of a port on which nobody listens. It is below those that the system gives to servers
 * which ask for any port, so that no test running at the same time is given it meanwhile.
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
