import path from 'node:path'
import {expect, test} from 'vitest'
import {createControlClient, type ControlClient} from '../../src/control/client.ts'
import {Receiver} from '../../src/receiver/receiver.ts'
import {running} from '../support/program.ts'
import {temporaryFolder} from '../support/run.ts'

const EVENT = 'video.source.recorded'
const KEY = 'hk_forTestsOnly_0123456789'
const KILLS = 5
const WRITERS = 4
/** How many events each round acknowledges before the server is killed. */
const ACKNOWLEDGED = [1, 3, 10, 25, 60]
const TIMEOUT_MS = 120_000

test(
  'killing serve between accepting and delivering loses no accepted event',
  async () => {
    await using folder = await temporaryFolder()
    const ids = new Set<string>()
    let answering = false
    let answered = 0
    await using receiver = await Receiver.start({
      // Until the last round every other delivery hangs, so that each kill interrupts some.
      answer: () => (answering || answered++ % 2 === 0 ? {} : 'hang'),
    })
    const env = {HOOKS_CONFIG_DIR: folder.path, HOOKS_SERVER_KEY: KEY}
    const argv = [
      'serve',
      '--port',
      '0',
      '--quiet',
      '--json',
      '--store',
      path.join(folder.path, 's.db'),
    ]

    for (let kill = 0; kill < KILLS; kill++) {
      await using server = await running(argv, env)
      const control = createControlClient({url: JSON.parse(await server.firstLine).url, key: KEY})
      if (kill === 0) {
        await control.webhooks.create({provider: 'apivideo', url: receiver.url, events: [EVENT]})
      }
      const enough = publishUntil(control, ids, ids.size + (ACKNOWLEDGED[kill] ?? 0))
      await enough.reached
      expect(await server.kill('SIGKILL')).toBeNull()
      await enough.ended
    }

    answering = true
    await using server = await running(argv, env)
    const control = createControlClient({url: JSON.parse(await server.firstLine).url, key: KEY})
    const states = await Promise.all([...ids].map((id) => waitForFinalState(control, id)))

    expect(ids.size).toBeGreaterThanOrEqual(99)
    expect(new Set(states)).toEqual(new Set(['delivered']))
    const bodies = Map.groupBy(receiver.received, ({headers}) => headers['webhook-id'] ?? '')
    expect([...ids].filter((id) => !bodies.has(id))).toEqual([])
    for (const same of bodies.values()) {
      expect(new Set(same.map(({body}) => body.toString())).size).toBe(1)
    }
  },
  TIMEOUT_MS,
)

/** Publishes over several connections until the server is gone. Adds accepted events to `ids`. */
function publishUntil(control: ControlClient, ids: Set<string>, count: number) {
  const {promise: reached, resolve} = Promise.withResolvers<void>()
  const write = async () => {
    for (;;) {
      const payload = {type: EVENT, marker: crypto.randomUUID()}
      const event = {provider: 'apivideo', type: EVENT, payload, force: true}
      const accepted = await control.events.create(event).catch(() => undefined)
      // The server was killed. Nobody can know whether it accepted this event.
      if (accepted === undefined) return
      ids.add(accepted.id)
      if (ids.size >= count) resolve()
    }
  }
  const ended = Promise.all(Array.from({length: WRITERS}, write)).then(() => resolve())
  return {reached, ended}
}

async function waitForFinalState(control: ControlClient, id: string): Promise<string | undefined> {
  const {deliveries} = await control.events.get(id, {wait: 'done', timeoutMs: 60_000})
  return deliveries[0]?.state
}
