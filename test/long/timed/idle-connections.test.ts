import {readFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {ask} from '../../support/control.ts'
import {IDLE, openMany} from '../../support/idle-connections.ts'
import {running} from '../../support/program.ts'
import {temporaryFolder} from '../../support/run.ts'

const CONNECTIONS = 5000
/** Open files of a process besides its connections. */
const OTHERS = 200
/** Much less than the time limit for idle clients, and much more than a busy machine needs. */
const HEALTHY_MS = 5000
const KEY = 'hk_forTestsOnlyAndLong'

/** How many files this process may open. Node has already raised the limit to the maximum. */
async function readFileLimit(): Promise<number> {
  const limits = await readFile('/proc/self/limits', 'utf8').catch(() => '')
  const [, text = '0'] = /^Max open files\s+(\d+)/m.exec(limits) ?? []
  return Number(text)
}

const isEnough = (await readFileLimit()) >= CONNECTIONS + OTHERS
if (!isEnough) console.log(`skipped: ${CONNECTIONS} connections need a higher ulimit -n`)

for (const [which, says] of Object.entries(IDLE)) {
  test.runIf(isEnough)(
    `among ${CONNECTIONS} connections ${which} a healthy client is served at once`,
    async () => {
      await using folder = await temporaryFolder()
      const env = {
        HOOKS_CONFIG_DIR: folder.path,
        HOOKS_DATA_DIR: path.join(folder.path, 'data'),
        HOOKS_SERVER_KEY: KEY,
      }
      await using server = await running(['serve', '--port', '0', '--json'], env)
      const {url} = JSON.parse(await server.firstLine)
      await using many = await openMany(url, {count: CONNECTIONS, says})
      const headers = {authorization: `Bearer ${KEY}`}

      const startedAt = performance.now()
      const {status} = await ask(`${url}/_hooks/v1/webhooks`, 'GET', {headers})

      expect(status).toBe(200)
      expect(performance.now() - startedAt).toBeLessThan(HEALTHY_MS)
      expect(many.sockets).toHaveLength(CONNECTIONS)
    },
  )
}
