import {mkdir, readdir, readFile, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {createControlClient} from '../../src/control/client.ts'
import {Receiver} from '../../src/receiver/receiver.ts'
import {program, running, type RunningProgram} from '../support/program.ts'
import {temporaryFolder} from '../support/run.ts'

const EVENT = 'video.source.recorded'
const KEY = 'hk_forTestsOnly_0123456789'
/** Starting takes a second or two while other tests are running. */
const TIMEOUT_MS = 60_000
const STOP_MS = 5000

/** A folder for config, data and temporary files, and the environment that points to it. */
async function createHome() {
  const folder = await temporaryFolder()
  const at = (name: string) => path.join(folder.path, name)
  const env = {HOOKS_CONFIG_DIR: at('config'), HOOKS_DATA_DIR: at('data'), TMPDIR: at('tmp')}
  await mkdir(at('tmp'))
  return {...folder, at, env}
}

/** Ends the server, and checks that it exits with 0 and in time. */
async function endCleanly(server: RunningProgram, signal: NodeJS.Signals): Promise<void> {
  const started = performance.now()
  expect(await server.kill(signal)).toBe(0)
  expect(performance.now() - started).toBeLessThan(STOP_MS)
}

test.concurrent(
  'serve tells scripts when it is ready, creates a key that the CLI uses, and ends on SIGTERM',
  async () => {
    await using place = await createHome()
    const argv = ['serve', '--port', '0', '--json', '--ready-file', place.at('ready.json')]
    await using server = await running(argv, place.env)

    const {url, pid} = JSON.parse(await server.firstLine)
    expect(JSON.parse(await readFile(place.at('ready.json'), 'utf8'))).toEqual({url, pid})
    const list = await program(['list', '--json'], {...place.env, HOOKS_API_URL: url})
    expect(JSON.parse(list.stdout)).toEqual({webhooks: []})

    await endCleanly(server, 'SIGTERM')
    expect(server.stderr()).toBe('')
    expect(await readdir(place.at('data'))).toEqual(['hooks.db'])
    expect(await readdir(place.path)).not.toContain(`ready.json.${pid}.tmp`)
  },
  TIMEOUT_MS,
)

test.concurrent(
  'SIGINT ends serve within 5 s although a receiver hangs, and the next serve delivers',
  async () => {
    await using place = await createHome()
    let answering = false
    await using receiver = await Receiver.start({answer: () => (answering ? {} : 'hang')})
    const env = {...place.env, HOOKS_SERVER_KEY: KEY}
    const argv = ['serve', '--port', '0', '--store', place.at('hooks.db'), '--json']
    await using server = await running(argv, env)
    const control = createControlClient({url: JSON.parse(await server.firstLine).url, key: KEY})
    await control.webhooks.create({provider: 'apivideo', url: receiver.url, events: [EVENT]})
    const event = {provider: 'apivideo', type: EVENT, payload: {type: EVENT}, force: true}
    const {id} = await control.events.create(event)
    await receiver.waitForFirst(1)

    await endCleanly(server, 'SIGINT')

    answering = true
    await using next = await running(argv, env)
    const {url} = JSON.parse(await next.firstLine)
    const wait = {wait: 'done', timeoutMs: 30_000} as const
    expect(await createControlClient({url, key: KEY}).events.get(id, wait)).toMatchObject({
      deliveries: [{state: 'delivered', attemptCount: 1}],
    })
  },
  TIMEOUT_MS,
)

test.concurrent(
  'without a terminal, the log is one JSON line per attempt, and nothing else',
  async () => {
    await using place = await createHome()
    await using receiver = await Receiver.start()
    await writeFile(place.at('key'), `${KEY}\n`)
    const argv = ['serve', '--port', '0', '--store', 'memory:', '--api-key-file', place.at('key')]
    await using server = await running(argv, place.env)
    const [, url = ''] = await server.said(
      /^hooks is listening on (http\S+), store memory:\. Press Ctrl-C to stop\.\n/,
    )
    const control = createControlClient({url, key: KEY})
    await control.webhooks.create({provider: 'apivideo', url: receiver.url, events: [EVENT]})
    const event = {provider: 'apivideo', type: EVENT, payload: {type: EVENT}, force: true}
    const {deliveries} = await control.events.create(event)
    await server.said(/"msg":"delivered"/)

    await endCleanly(server, 'SIGINT')

    const [, line = '', ...more] = server.stderr().trimEnd().split('\n')
    expect(JSON.parse(line)).toMatchObject({
      msg: 'delivered',
      event: EVENT,
      delivery: deliveries[0]?.id,
      attempt: 1,
      code: 200,
    })
    expect(more).toEqual([])
  },
  TIMEOUT_MS,
)

test.concurrent(
  'the demo shows verified deliveries, falls back to a free port, and leaves nothing behind',
  async () => {
    await using place = await createHome()
    await using occupant = await occupyPort()
    await using demo = await running(['serve', '--demo', '--port', occupant.port], place.env)

    const [, url = '', store = ''] = await demo.said(
      /^hooks is listening on (http\S+), store (\S+)\. Press Ctrl-C/,
    )
    await demo.said(
      /^ {2}npx hooks create .*\nPress Ctrl-C to stop the demo; it leaves nothing behind\.$/m,
    )
    await demo.said(
      /^receiver {2}got live-stream\.broadcast\.started {2}\d+ bytes {2}signature valid$/m,
    )
    await demo.said(
      /^\d\d:\d\d:\d\d {2}delivered {2}event=live-stream\.broadcast\.started .*code=200/m,
    )
    expect(new URL(url).port).not.toBe(occupant.port)
    expect(demo.stderr()).toContain(`export HOOKS_API_URL=${url}\n`)
    expect(store.startsWith(place.at('tmp'))).toBe(true)

    await endCleanly(demo, 'SIGINT')

    expect(await readdir(place.at('tmp'))).toEqual([])
    expect(demo.stderr()).not.toMatch(/Server listening|error|invalid/)
  },
  TIMEOUT_MS,
)

/** Listens on a port, so that it is in use. */
async function occupyPort(): Promise<AsyncDisposable & {readonly port: string}> {
  const receiver = await Receiver.start()
  return {
    port: new URL(receiver.url).port,
    [Symbol.asyncDispose]: () => receiver.close(),
  }
}
