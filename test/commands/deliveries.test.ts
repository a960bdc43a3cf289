import {expect, test} from 'vitest'
import {answering} from '../support/answering-server.ts'
import {startEmulator} from '../support/emulator.ts'
import {hooks} from '../support/run.ts'

const EVENT = 'video.source.recorded'

/** An emulator with two deliveries: the receiver accepted the first and failed the second. */
async function startWithTwoDeliveries() {
  await using stack = new AsyncDisposableStack()
  const emulator = stack.use(await startEmulator())
  const receiver = stack.use(await answering({status: 200}, {status: 500}))
  await emulator.control.webhooks.create({provider: 'apivideo', url: receiver.url, events: [EVENT]})
  await hooks(['trigger', EVENT], emulator.env)
  await hooks(['trigger', EVENT], emulator.env)
  const owned = stack.move()
  return {...emulator, [Symbol.asyncDispose]: () => owned.disposeAsync()}
}

test.each([
  ['deliveries', 'No deliveries yet; create one with: hooks trigger EVENT\n'],
  ['deliveries --state failed', 'No deliveries match; leave out the filters to see all.\n'],
  ['list --event view', 'No webhooks match; leave out --event and --provider to see all.\n'],
])('hooks %s tells an empty list from filters that match nothing', async (line, words) => {
  await using emulator = await startEmulator()

  expect(await hooks(line.split(' '), emulator.env)).toMatchObject({exitStatus: 0, stderr: words})
})

test('deliveries lists newest first', async () => {
  await using emulator = await startWithTwoDeliveries()

  const {stdout, exitStatus} = await hooks(['deliveries', '--json'], emulator.env)

  expect(exitStatus).toBe(0)
  expect(JSON.parse(stdout).deliveries).toMatchObject([{code: 500}, {code: 200}])
})

test('deliveries can be filtered by state and paginated', async () => {
  await using emulator = await startWithTwoDeliveries()

  const delivered = await hooks(['deliveries', '--state', 'delivered', '--json'], emulator.env)
  const first = JSON.parse(
    (await hooks(['deliveries', '--limit', '1', '--json'], emulator.env)).stdout,
  )
  const argv = ['deliveries', '--cursor', first.nextCursor, '--json']
  const second = JSON.parse((await hooks(argv, emulator.env)).stdout)

  expect(JSON.parse(delivered.stdout).deliveries).toMatchObject([{code: 200}])
  expect([...first.deliveries, ...second.deliveries]).toMatchObject([{code: 500}, {code: 200}])
})

test('a delivery can be given by id, by a prefix of its id, and by @last and @-2', async () => {
  await using emulator = await startWithTwoDeliveries()
  const {deliveries} = await emulator.control.deliveries.list()
  const [newest, oldest] = deliveries.map(({id}) => id)

  const resolve = async (reference: string) => {
    const {stdout} = await hooks(['deliveries', 'get', reference, '--json'], emulator.env)
    return JSON.parse(stdout).id
  }

  expect(await resolve('@last')).toBe(newest)
  expect(await resolve('@-2')).toBe(oldest)
  expect(await resolve(newest ?? '')).toBe(newest)
  expect(await resolve(oldest?.slice(0, -2) ?? '')).toBe(oldest)
})

test('deliveries get shows the body that was sent and every attempt', async () => {
  await using emulator = await startWithTwoDeliveries()

  const {stdout} = await hooks(['deliveries', 'get', '@-2', '--json'], emulator.env)

  expect(JSON.parse(stdout)).toMatchObject({
    body: expect.stringContaining(EVENT),
    attempts: [{n: 1, code: 200}],
  })
})

test('a reference that matches no delivery exits 4, an invalid reference exits 2', async () => {
  await using emulator = await startEmulator()

  expect((await hooks(['deliveries', 'get', '@last'], emulator.env)).exitStatus).toBe(4)
  expect((await hooks(['deliveries', 'get', '@failed'], emulator.env)).exitStatus).toBe(4)
  expect((await hooks(['deliveries', 'get', 'nope'], emulator.env)).exitStatus).toBe(4)
  expect((await hooks(['deliveries', 'get', '@first'], emulator.env)).exitStatus).toBe(2)
})

test('deliveries of a vendor exits 10, because vendors keep none', async () => {
  const env = {HOOKS_PROFILE: 'apivideo', HOOKS_APIVIDEO_API_KEY: 'k'}

  const {stderr, exitStatus} = await hooks(['deliveries', '--json'], env)

  expect(exitStatus).toBe(10)
  expect(JSON.parse(stderr).error).toMatchObject({code: 'unsupported', exit: 10})
})
