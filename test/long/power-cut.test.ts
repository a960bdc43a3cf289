import {spawn, spawnSync} from 'node:child_process'
import {once} from 'node:events'
import {mkdir, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {createInterface} from 'node:readline'
import {DatabaseSync} from 'node:sqlite'
import {expect, test} from 'vitest'
import {createControlClient} from '../../src/control/client.ts'
import {durableBench, seeded, type Bench} from '../support/durable-serve.ts'
import {ForgetfulDisk, readTrace, straceArguments, type Step} from '../support/sync-trace.ts'

const PROGRAM = path.resolve(import.meta.dirname, '../../bin/dev.js')
const STRACE_IS_HERE = spawnSync('strace', ['-V']).status === 0
const EVENTS = 200
const WRITERS = 8
const CUTS = 200

/** Runs before the program, and takes from its store the sync of every commit. */
const WITH_SYNCHRONOUS_NORMAL = `
  import {registerHooks} from 'node:module'
  registerHooks({load(url, context, next) {
    const loaded = next(url, context)
    if (!url.endsWith('/src/store/engines/sqlite/open.ts')) return loaded
    const source = String(loaded.source)
      .replace('synchronous = full', 'synchronous = normal')
      .replace('SYNCHRONOUS_FULL = 2', 'SYNCHRONOUS_FULL = 1')
    return {...loaded, source}
  }})`

type Traced = {readonly store: string; readonly steps: readonly Step[]}

if (!STRACE_IS_HERE) console.log('no strace here: the power cuts are not tried')

test.runIf(STRACE_IS_HERE)(
  'every event is on disk before it is acknowledged, and survives 200 power cuts with torn writes',
  async () => {
    await using bench = await durableBench()
    const {steps, store} = await traced(bench, [])

    const {lost, damaged, acknowledged} = await cutPower(bench, {steps, store, seed: Date.now()})

    expect(unsyncedAcknowledgements(steps)).toBe(0)
    expect(acknowledged).toBeGreaterThanOrEqual(EVENTS)
    expect({lost, damaged}).toEqual({lost: 0, damaged: 0})
  },
)

test.runIf(STRACE_IS_HERE)(
  'the same power cuts lose events of a store that does not sync each commit',
  async () => {
    await using bench = await durableBench()
    const preload = `data:text/javascript,${encodeURIComponent(WITH_SYNCHRONOUS_NORMAL)}`
    const {steps, store} = await traced(bench, ['--import', preload])

    const {lost} = await cutPower(bench, {steps, store, seed: Date.now()})

    expect(unsyncedAcknowledgements(steps)).toBeGreaterThan(0)
    expect(lost).toBeGreaterThan(0)
  },
)

/** Serves under strace while events come in and go out; what it did to its files. */
async function traced(bench: Bench, nodeOptions: readonly string[]): Promise<Traced> {
  const {folder, key} = bench
  const store = path.join(folder, 's.db')
  const argv = [PROGRAM, 'serve', '--port', '0', '--quiet', '--json', '--store', store]
  const {PATH = '', HOME = ''} = process.env
  const env = {PATH, HOME, HOOKS_CONFIG_DIR: folder, HOOKS_DATA_DIR: folder, HOOKS_SERVER_KEY: key}
  const tracing = straceArguments(path.join(folder, 'trace'))
  const child = spawn('strace', [...tracing, process.execPath, ...nodeOptions, ...argv], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'close')
  const lines = createInterface(child.stdout)
  const [line] = await once(lines, 'line')
  const {url, pid} = JSON.parse(String(line))
  const control = createControlClient({url, key})
  await bench.subscribe(control, 'a')
  const enough = new AbortController()
  const writing = bench.publish(control, WRITERS, enough.signal)
  await bench.receiver.waitForFirst(EVENTS, 300_000)
  enough.abort()
  await writing
  process.kill(pid, 'SIGKILL')
  await ended
  return {store, steps: await readTrace(folder, store)}
}

/** Acknowledgements that left while a write to the log was not yet synced. */
function unsyncedAcknowledgements(steps: readonly Step[]): number {
  let dirty = false
  let early = 0
  for (const {kind} of steps) {
    if (kind === 'write') dirty = true
    else if (kind === 'sync') dirty = false
    else if (kind === 'acknowledged' && dirty) early++
  }
  return early
}

type Cutting = {readonly steps: readonly Step[]; readonly store: string; readonly seed: number}

/** Ends the world at random points of the trace, and looks at what the disk then holds. */
async function cutPower(bench: Bench, {steps, store, seed}: Cutting) {
  console.log(`power cuts: seed ${seed}`)
  const random = seeded(seed)
  const first = steps.findIndex(({kind}) => kind === 'acknowledged')
  const points = Array.from(
    {length: CUTS},
    () => first + Math.floor(random() * (steps.length - first)),
  )
  const cuts = new Set(points)
  const disk = new ForgetfulDisk()
  const acknowledged: string[] = []
  const found = {lost: 0, damaged: 0}
  for (const [index, step] of steps.entries()) {
    disk.apply(step)
    if (step.kind === 'acknowledged') acknowledged.push(step.eventId)
    if (!cuts.has(index)) continue
    // The worst disk keeps nothing unsynced; a usual one some of it, in any order; and the last
    // that it wrote, or all of it, may be torn.
    const whole = () => (random() < 0.5 ? 1 : 0)
    for (const share of [() => 0, whole, () => Math.max(whole(), random()), random]) {
      const folder = path.join(bench.folder, 'cut')
      await mkdir(folder, {recursive: true})
      const {lost, sound} = await lookAt(folder, {
        files: disk.afterPowerCut(share),
        store,
        acknowledged,
      })
      found.lost += lost
      if (!sound) found.damaged++
    }
  }
  return {...found, acknowledged: acknowledged.length}
}

type Disk = {
  readonly files: ReadonlyMap<string, Buffer>
  readonly store: string
  readonly acknowledged: readonly string[]
}

/** How many acknowledged events lack an event row or a delivery, and whether the file is whole. */
async function lookAt(folder: string, {files, store, acknowledged}: Disk) {
  const copy = path.join(folder, 's.db')
  for (const end of ['', '-wal']) {
    await writeFile(`${copy}${end}`, files.get(`${store}${end}`) ?? Buffer.alloc(0))
  }
  try {
    using database = new DatabaseSync(copy)
    // This copy may be lost; syncing it would take most of the time.
    database.exec('pragma synchronous = off')
    const rows = database
      .prepare('select event_id as id from deliveries join events on events.id = event_id')
      .all()
    const held = new Set(rows.map(({id}) => id))
    const check = database.prepare('pragma quick_check').get()
    const lost = acknowledged.filter((id) => !held.has(id)).length
    return {lost, sound: Object.values(check ?? {})[0] === 'ok'}
  } catch {
    // Not even the schema is there.
    return {lost: acknowledged.length, sound: false}
  }
}
