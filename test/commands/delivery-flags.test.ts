import {expect, test} from 'vitest'
import {startEmulator} from '../support/emulator.ts'
import {hooks} from '../support/run.ts'

const CREATE = ['create', '--url', 'https://example.com/hook', '--events', 'video.*', '--json']

test('create sets how deliveries are sent', async () => {
  await using emulator = await startEmulator()

  const flags = ['--retries', '5s,5m', '--fifo', '--max-rate', '2.5', '--max-concurrency', '4']
  const fields = [
    '--header',
    'x-tenant=a=b',
    '--filter',
    'quality=720p',
    '--filter',
    'quality=1080*',
  ]
  const {stdout, exitStatus} = await hooks([...CREATE, ...flags, ...fields], emulator.env)

  expect(exitStatus).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({
    events: ['video.*'],
    delivery: {
      retries: '5s,5m',
      fifo: true,
      rateLimit: 2.5,
      concurrency: 4,
      headers: {'x-tenant': 'a=b'},
      filter: {quality: ['720p', '1080*']},
    },
  })
})

test('get shows how deliveries are sent, without header values', async () => {
  await using emulator = await startEmulator()
  const flags = ['--retries', '5s,5m', '--header', 'x-tenant=a-secret-of-the-tenant']
  const made = await hooks([...CREATE, ...flags, '--filter', 'quality=720p'], emulator.env)

  const {stdout} = await hooks(['get', JSON.parse(made.stdout).id, '-o', 'tsv'], emulator.env)

  expect(stdout).toContain('retries\t5s,5m\n')
  expect(stdout).toMatch(/^header x-tenant\t….{4}$/m)
  expect(stdout).toContain('filter quality\t720p\n')
  expect(stdout).not.toContain('fifo')
})

test('update changes only the setting it names', async () => {
  await using emulator = await startEmulator()
  const {stdout} = await hooks([...CREATE, '--retries', '5s', '--fifo'], emulator.env)
  const {id} = JSON.parse(stdout)

  const updated = await hooks(['update', id, '--no-fifo', '--json'], emulator.env)

  expect(updated.exitStatus).toBe(0)
  expect(JSON.parse(updated.stdout).delivery).toEqual({retries: '5s', fifo: false})
})

test.each([
  [['--retries', 'soon'], 'retries "soon" is not a retry schedule'],
  [['--header', 'Host=evil'], 'header "host" is reserved and cannot be set'],
  [['--header', 'x-a'], '--header "x-a" is not name=value'],
  [['--filter', 'quality'], '--filter "quality" is not name=value'],
  [['--max-rate', '-1'], '--max-rate "-1" is not a number above 0'],
])('create refuses %j', async (flags, message) => {
  await using emulator = await startEmulator()

  const {stderr, stdout, exitStatus} = await hooks([...CREATE, ...flags], emulator.env)

  expect(exitStatus).toBe(2)
  expect(stdout).toBe('')
  expect(JSON.parse(stderr).error.message).toBe(message)
  expect(await emulator.control.webhooks.list()).toEqual([])
})

test('a pattern that matches no event is rejected', async () => {
  await using emulator = await startEmulator()

  const {stderr, exitStatus} = await hooks([...CREATE, '--events', 'vidoe.*'], emulator.env)

  expect(exitStatus).toBe(2)
  expect(stderr).toContain('unknown event')
})

test('a header value can be a reference', async () => {
  await using emulator = await startEmulator()
  const env = {...emulator.env, RECEIVER_AUTH: 'Bearer t0ken'}
  const header = ['--header', 'authorization=env:RECEIVER_AUTH']
  const revealHeaders = async (id: string) => (await emulator.control.secrets(id)).headers

  const created = await hooks([...CREATE, ...header], env)
  const {id} = JSON.parse(created.stdout)
  const first = await revealHeaders(id)
  const command = ['--header', "x-key=cmd:printf 'k=%s' 7"]
  const updated = await hooks(['update', id, ...command, '--json'], env)
  const absent = await hooks([...CREATE, '--header', 'x-key=env:NO_SUCH'], env)

  expect(first).toEqual({authorization: 'Bearer t0ken'})
  expect(await revealHeaders(id)).toEqual({'x-key': 'k=7'})
  expect(updated.stdout).not.toContain('k=7')
  expect(absent.exitStatus).toBe(2)
  expect(absent.stderr).toContain('cannot resolve reference env:NO_SUCH')
})
