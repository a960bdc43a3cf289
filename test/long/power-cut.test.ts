import {spawn, spawnSync} from 'node:child_process'
import {once} from 'node:events'
import {mkdir, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {createInterface} from 'node:readline'
import {DatabaseSync} from 'node:sqlite'
import {expect, test} from 'vitest'
import {createControlClient} from '../../src/control/client.ts'
import {createRandom, durableBench, type Bench} from '../support/durable-serve.ts'
import {ForgetfulDisk, readTrace, straceArguments, type Step} from '../support/sync-trace.ts'

const PROGRAM = path.resolve(import.meta.dirname, '../../bin/dev.js')
const HAS_STRACE = spawnSync('strace', ['-V']).status === 0
const EVENTS = 200
const WRITERS = 8
const CUTS = 200

/** Runs before the program, and changes its store so that it does not sync every commit. */
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

if (!HAS_STRACE) console.log('skipped: the power cuts need strace, which is not installed')

test.runIf(HAS_STRACE)(
  'every event is on disk before it is acknowledged, and survives 200 power cuts with torn writes',
  async () => {
    await using bench = await durableBench()
    const {steps, store} = await traceServer(bench, [])

    const {lost, damaged, acknowledged} = await cutPower(bench, {steps, store, seed: Date.now()})

    expect(countUnsyncedAcknowledgements(steps)).toBe(0)
    expect(acknowledged).toBeGreaterThanOrEqual(EVENTS)
    expect({lost, damaged}).toEqual({lost: 0, damaged: 0})
  },
)

test.runIf(HAS_STRACE)(
  'the same power cuts lose events of a store that does not sync each commit',
  async () => {
    await using bench = await durableBench()
    const preload = `data:text/javascript,${encodeURIComponent(WITH_SYNCHRONOUS_NORMAL)}`
    const {steps, store} = await traceServer(bench, ['--import', preload])

    const {lost} = await cutPower(bench, {steps, store, seed: Date.now()})

    expect(countUnsyncedAcknowledgements(steps)).toBeGreaterThan(0)
    expect(lost).toBeGreaterThan(0)
  },
)

/** Runs `serve` under strace while it accepts and delivers events, and returns the trace. */
async function traceServer(bench: Bench, nodeOptions: readonly string[]): Promise<Traced> {
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

/** The number of events acknowledged while a write was not yet synced. */
function countUnsyncedAcknowledgements(steps: readonly Step[]): number {
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

/** Cuts the power at random points of the trace, and checks what is then on the disk. */
async function cutPower(bench: Bench, {steps, store, seed}: Cutting) {
  console.log(`power cuts: seed ${seed}`)
  const random = createRandom(seed)
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
    // The worst disk keeps no unsynced write. Others keep some of them, in any order, and
    // some or all of those may be torn.
    const whole = () => (random() < 0.5 ? 1 : 0)
    for (const share of [() => 0, whole, () => Math.max(whole(), random()), random]) {
      const folder = path.join(bench.folder, 'cut')
      await mkdir(folder, {recursive: true})
      const {lost, sound} = await checkStore(folder, {
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

/** Counts acknowledged events without an event row or a delivery, and checks the file. */
async function checkStore(folder: string, {files, store, acknowledged}: Disk) {
  const copy = path.join(folder, 's.db')
  for (const end of ['', '-wal']) {
    await writeFile(`${copy}${end}`, files.get(`${store}${end}`) ?? Buffer.alloc(0))
  }
  try {
    using database = new DatabaseSync(copy)
    // This copy is temporary, and syncing it would take most of the time.
    database.exec('pragma synchronous = off')
    const rows = database
      .prepare('select event_id as id from deliveries join events on events.id = event_id')
      .all()
    const held = new Set(rows.map(({id}) => id))
    const check = database.prepare('pragma quick_check').get()
    const lost = acknowledged.filter((id) => !held.has(id)).length
    return {lost, sound: Object.values(check ?? {})[0] === 'ok'}
  } catch {
    // Not even the schema can be read.
    return {lost: acknowledged.length, sound: false}
  }
}
