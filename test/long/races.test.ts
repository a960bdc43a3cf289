import path from 'node:path'
import {DatabaseSync} from 'node:sqlite'
import {expect, test} from 'vitest'
import {createControlClient} from '../../src/control/client.ts'
import {running} from '../support/program.ts'
import {race, type RaceResult} from '../support/races.ts'
import {temporaryFolder} from '../support/run.ts'
import {copyFixtures, type KeptStore, listVersions} from '../upgrade/kept.ts'

const LONG_MS = 5 * 60_000
const TIMEOUT_MS = 15 * 60_000
const EVENTS = 500
const KEY = 'hk_forTestsOnly_0123456789'
const SERVERS = 4
const STARTS = 10

test(
  'five minutes of clients changing the same webhooks and deliveries break no guarantee',
  async () => {
    const rounds: RaceResult[] = []
    const until = performance.now() + LONG_MS
    while (performance.now() < until) {
      const round = await race({events: EVENTS, seed: Date.now()})

      expect(round.problems).toEqual([])
      rounds.push(round)
    }

    const least = Math.min(...rounds.flatMap(({done}) => Object.values(done)))
    expect(least).toBeGreaterThan(0)
  },
  TIMEOUT_MS,
)

/** Starts servers on one file. Returns the webhooks of the one that runs, and all errors. */
async function serveAtOnce(folder: string, store: string) {
  await using stack = new AsyncDisposableStack()
  const argv = ['serve', '--port', '0', '--json', '--quiet', '--store', store]
  const env = {HOOKS_CONFIG_DIR: folder, HOOKS_DATA_DIR: folder, HOOKS_SERVER_KEY: KEY}
  const starting = Array.from({length: SERVERS}, () => running(argv, env))
  const servers = (await Promise.all(starting)).map((server) => stack.use(server))
  const lines = await Promise.allSettled(servers.map(({firstLine}) => firstLine))
  const urls = lines.flatMap((line) =>
    line.status === 'fulfilled' ? [String(JSON.parse(line.value).url)] : [],
  )
  const [url = ''] = urls
  const webhooks = await createControlClient({url, key: KEY}).webhooks.list()
  const said = await Promise.all(
    servers.map(async (server) => ({status: await server.kill('SIGTERM'), text: server.stderr()})),
  )
  return {
    count: urls.length,
    ids: webhooks.map(({id}) => id),
    refused: said.filter(({status}) => status !== 0),
  }
}

function isWhole(file: string): boolean {
  using database = new DatabaseSync(file)
  return Object.values(database.prepare('pragma integrity_check').get() ?? {})[0] === 'ok'
}

const IN_USE = {status: 2, text: expect.stringContaining('is in use by another process')}

test('if servers create a store at once, one runs and the others say it is in use', async () => {
  for (let start = 0; start < STARTS; start++) {
    await using folder = await temporaryFolder()
    const store = path.join(folder.path, 'hooks.db')

    const {count, refused} = await serveAtOnce(folder.path, store)

    expect(count).toBe(1)
    expect(refused).toEqual(Array.from({length: SERVERS - 1}, () => IN_USE))
    expect(isWhole(store)).toBe(true)
  }
})

test.each(await listVersions())(
  'if servers migrate a store of %s at once, one runs, and nothing is lost',
  async (version) => {
    for (let start = 0; start < STARTS; start++) {
      await using copy = await copyFixtures(version)
      const kept: KeptStore = await copy.readJson('plain.json')
      const store = copy.file('plain.db')

      const {count, ids, refused} = await serveAtOnce(copy.file('config'), store)

      expect(count).toBe(1)
      expect(refused).toEqual(Array.from({length: SERVERS - 1}, () => IN_USE))
      expect(ids).toEqual(kept.webhooks.map(({id}) => id))
      expect(isWhole(store)).toBe(true)
    }
  },
)
