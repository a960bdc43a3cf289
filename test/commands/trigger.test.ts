import {expect, test} from 'vitest'
import {startEmulator, type Emulator} from '../support/emulator.ts'
import {answering} from '../support/answering-server.ts'
import {hooks} from '../support/run.ts'

const EVENT = 'video.source.recorded'
const TRIGGER = ['trigger', EVENT, '--json']

async function subscribe({control}: Emulator, url: string) {
  return control.webhooks.create({provider: 'apivideo', url, events: [EVENT]})
}

test('trigger exits 0 when every receiver accepts the event', async () => {
  await using emulator = await startEmulator()
  await using receiver = await answering({status: 204})
  const {id} = await subscribe(emulator, receiver.url)

  const {stdout, exitStatus} = await hooks(TRIGGER, emulator.env)

  expect(exitStatus).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({
    event: {type: EVENT, provider: 'apivideo'},
    deliveries: [{webhookId: id, state: 'delivered', code: 204, attemptCount: 1}],
  })
  expect(JSON.parse(receiver.asked[0]?.body ?? '')).toMatchObject({type: EVENT})
})

test('a row shows webhook, state, response status, attempts and milliseconds', async () => {
  await using emulator = await startEmulator()
  await using receiver = await answering({status: 200})
  const {id} = await subscribe(emulator, receiver.url)

  const {stdout} = await hooks(['trigger', EVENT], emulator.env)

  expect(stdout).toMatch(new RegExp(`^\\S+\t${id}\tdelivered\t200\t1\t\\d+\n$`))
})

test('trigger exits 4 if no webhook subscribes, and says how to create one', async () => {
  await using emulator = await startEmulator()

  const {stdout, stderr, exitStatus} = await hooks(TRIGGER, emulator.env)

  expect(exitStatus).toBe(4)
  expect(stdout).toBe('')
  expect(JSON.parse(stderr).error.hint).toContain('hooks create')
})

test('the error names the scope in which no webhook subscribes', async () => {
  await using emulator = await startEmulator()

  const {stderr} = await hooks(['trigger', 'view', '--scope', '77', '--json'], emulator.env)

  expect(JSON.parse(stderr).error).toMatchObject({
    message: 'no webhook of organization 77 subscribes to view',
    hint: expect.stringContaining('--provider vidyard --scope 77 --events view'),
  })
  // The webhook of a website gets every event, so that the hint has no --events.
  const all = await hooks(['trigger', 'add_video', '--scope', '77', '--json'], emulator.env)
  expect(JSON.parse(all.stderr).error.hint).toContain('--provider targetvideo --scope 77 --url')
})

test('trigger exits 7 if a receiver responds with an error, and shows the response', async () => {
  await using emulator = await startEmulator()
  await using good = await answering({status: 200})
  await using bad = await answering({status: 500})
  await subscribe(emulator, good.url)
  await subscribe(emulator, bad.url)

  const {stdout, exitStatus} = await hooks(TRIGGER, emulator.env)

  expect(exitStatus).toBe(7)
  const codes = JSON.parse(stdout).deliveries.map(({code}: {code: number}) => code)
  expect(codes.toSorted()).toEqual([200, 500])
})

test('trigger exits 6 when a receiver could not be reached', async () => {
  await using emulator = await startEmulator()
  await subscribe(emulator, 'http://127.0.0.1:2')

  const {stdout, exitStatus} = await hooks(TRIGGER, emulator.env)

  expect(exitStatus).toBe(6)
  expect(JSON.parse(stdout).deliveries).toMatchObject([{reason: 'refused'}])
})

test('trigger exits 6 when the time runs out', async () => {
  await using emulator = await startEmulator()
  await using receiver = await answering('silent')
  await subscribe(emulator, receiver.url)

  const {exitStatus} = await hooks([...TRIGGER, '--timeout', '200ms'], emulator.env)

  expect(exitStatus).toBe(6)
})

test('a webhook that is paused, disabled or filtered out is named without waiting', async () => {
  await using emulator = await startEmulator()
  const {id} = await subscribe(emulator, 'http://127.0.0.1:2')
  const {webhooks} = emulator.control
  const run = () => hooks(['trigger', EVENT, '--timeout', '60s'], emulator.env)
  const startedAt = performance.now()

  await webhooks.update(id, {state: 'paused'})
  const paused = await run()
  await webhooks.update(id, {state: 'disabled'})
  const disabled = await run()
  await webhooks.update(id, {state: 'enabled', delivery: {filter: {quality: ['8k']}}})
  const filtered = await run()

  expect(performance.now() - startedAt).toBeLessThan(20_000)
  expect(paused).toMatchObject({exitStatus: 6, stdout: expect.stringContaining('\tpending\t')})
  expect(paused.stderr).toContain(`Held back: webhook ${id} is paused. Send it with: hooks resume`)
  expect(disabled.exitStatus).toBe(4)
  expect(disabled.stderr).toContain(`webhook ${id} subscribes to ${EVENT}, but it is disabled`)
  expect(disabled.stderr).toContain(`hooks enable ${id}`)
  expect(filtered.exitStatus).toBe(4)
  expect(filtered.stderr).toContain(`see the filter with: hooks get ${id}`)
})

test('--wait none exits 0 at once', async () => {
  await using emulator = await startEmulator()
  await using receiver = await answering('silent')
  await subscribe(emulator, receiver.url)

  const {exitStatus} = await hooks([...TRIGGER, '--wait', 'none'], emulator.env)

  expect(exitStatus).toBe(0)
})

test.each([
  ['{"type": 1, "type": 2}', 'contains "type" twice in one object'],
  ['{"n": 1e400}', 'contains a number that is too large: 1e400'],
  ['{"__proto__": {}}', 'must not contain "__proto__"'],
  ['{"n": }', 'is not JSON'],
  ['[]', 'is not a JSON object'],
])('a payload of %s is rejected before anything is sent', async (stdin, message) => {
  const argv = ['trigger', EVENT, '--from', '-', '--force', '--to', 'http://127.0.0.1:2']

  const {stderr, exitStatus} = await hooks(argv, {}, {stdin})

  expect(exitStatus).toBe(2)
  expect(stderr).toContain(`the payload from standard input ${message}`)
})

test('--set and --from change what is sent', async () => {
  await using emulator = await startEmulator()
  await using receiver = await answering({status: 200})
  await subscribe(emulator, receiver.url)
  const sample = (await hooks(['events', EVENT, '--json'])).stdout
  const stdin = JSON.stringify(JSON.parse(sample).sample)

  await hooks([...TRIGGER, '--from', '-', '--set', 'videoId=vi_mine'], emulator.env, {stdin})

  expect(JSON.parse(receiver.asked[0]?.body ?? '')).toMatchObject({
    ...JSON.parse(stdin),
    videoId: 'vi_mine',
  })
})

test('an unknown event exits 2 and names the nearest', async () => {
  const {stderr, exitStatus} = await hooks(['trigger', 'video.source.recordd'])

  expect(exitStatus).toBe(2)
  expect(stderr).toContain('did you mean video.source.recorded?')
})

test('a payload over 1 MiB is rejected in one line', async () => {
  await using emulator = await startEmulator()
  await using receiver = await answering({status: 200})
  await subscribe(emulator, receiver.url)
  const stdin = JSON.stringify({type: EVENT, videoId: 'x'.repeat(1_100_000)})

  const {stderr, exitStatus} = await hooks(['trigger', EVENT, '--from', '-'], emulator.env, {stdin})

  expect(exitStatus).toBe(2)
  expect(stderr).toMatch(/^error: .*\n(hint: .*\n)?$/)
})

test('the payload names the organization given by --scope, also in scenarios', async () => {
  await using emulator = await startEmulator()
  await using receiver = await answering({status: 200})
  const {url} = receiver
  const webhook = {provider: 'vidyard', kind: 'analytics', url, events: ['view']}
  await emulator.control.webhooks.create({...webhook, scope: '77'})
  await emulator.control.webhooks.create(webhook)

  await hooks(['trigger', 'view', '--scope', '77'], emulator.env)
  await hooks(['trigger', 'view'], emulator.env)
  const play = ['trigger', '--scenario', 'full-watch', '--speed', 'max', '--scope', '77']
  await hooks(play, emulator.env)
  await hooks(['trigger', 'view', '--to', url], emulator.env)

  const told = receiver.asked.map(({body}) => {
    const {organization_id, player_organization_id} = JSON.parse(body)
    return [organization_id, player_organization_id]
  })
  const played = Array.from({length: 5}, () => ['77', '77'])
  expect(told).toEqual([['77', '77'], ['1', '1'], ...played, ['6871', '6871']])
})
