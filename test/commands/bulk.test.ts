import {writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {startEmulator} from '../support/emulator.ts'
import {hooks, scriptedPrompter, temporaryFolder} from '../support/run.ts'
import {startVendor} from '../support/vendor.ts'

const ADDRESS = 'https://example.com/webhooks'
const EVENT = 'video.source.recorded'
const NEW_WEBHOOK = {provider: 'apivideo', url: ADDRESS, events: [EVENT]}

test('delete accepts several ids, and an unknown id does not stop the others', async () => {
  await using emulator = await startEmulator()
  const {webhooks} = emulator.control
  const first = await webhooks.create(NEW_WEBHOOK)
  const second = await webhooks.create(NEW_WEBHOOK)

  const argv = ['delete', first.id, 'nope', second.id, first.id, '--yes', '--json']
  const {exitStatus, stdout} = await hooks(argv, emulator.env)

  expect(exitStatus).toBe(4)
  expect(JSON.parse(stdout)).toMatchObject({
    deleted: [{id: first.id}, {id: second.id}],
    failed: [{id: 'nope', error: {code: 'not_found', exit: 4}}],
  })
  expect(await webhooks.list()).toEqual([])
})

test('deleting several asks once, and shows a progress bar on a terminal, else lines', async () => {
  await using emulator = await startEmulator()
  const {webhooks} = emulator.control
  const ids: string[] = []
  for (let n = 0; n < 4; n++) ids.push((await webhooks.create(NEW_WEBHOOK)).id)
  const [a = '', b = '', c = '', d = ''] = ids
  const prompter = scriptedPrompter([true])

  const bar = await hooks(['delete', a, b], emulator.env, {prompter, terminal: true})
  const lines = await hooks(['delete', c, d, '--yes'], emulator.env)

  expect(prompter.asked).toEqual([`Delete 2 webhooks at ${emulator.url}?`])
  expect(bar.stderr).toContain('] 1/2 deleting')
  expect(bar.stderr.endsWith('\r\u001B[K')).toBe(true)
  expect(lines.stderr.split('\n').toSorted().join('\n')).toBe(
    ['', `Deleted ${c}.`, `Deleted ${d}.`].toSorted().join('\n'),
  )
})

test('create --from creates a webhook for each line', async () => {
  await using emulator = await startEmulator()
  const lines = [
    {url: `${ADDRESS}/1`, events: [EVENT]},
    {url: `${ADDRESS}/2`, provider: 'mda', scope: '17', state: 'disabled'},
    {url: `${ADDRESS}/3`, events: ['view'], secret: 'env:BULK_SECRET', delivery: {fifo: true}},
    {url: `${ADDRESS}/4`, events: [EVENT], state: 'paused'},
  ]
  const stdin = lines.map((line) => `${JSON.stringify(line)}\n`).join('\n')

  const {exitStatus, stdout} = await hooks(
    ['create', '--from', '-', '--json'],
    {...emulator.env, BULK_SECRET: 'sesame'},
    {stdin},
  )

  const {created, failed} = JSON.parse(stdout)
  const whole: unknown = expect.not.stringContaining('…')
  expect(exitStatus).toBe(0)
  expect(failed).toEqual([])
  expect(created).toMatchObject([
    {url: `${ADDRESS}/1`, provider: 'apivideo', signingSecret: whole},
    {url: `${ADDRESS}/2`, scope: '17', state: 'disabled'},
    {url: `${ADDRESS}/3`, secret: 'sesame', delivery: {fifo: true}},
    {state: 'paused', secret: whole, signingSecret: whole},
  ])
})

test.each([
  ['{"url": ', /lines:2: the line is not JSON/],
  ['{"url": "https://example.com"}', /lines:2: /],
  [`{"url": "https://example.com", "evnts": []}`, /lines:2: unknown key "evnts"/],
  [`{"url": "https://example.com", "events": ["nope.x"]}`, /lines:2: unknown event/],
  [`{"url": "${ADDRESS}", "events": ["${EVENT}"], "secret": "x"}`, /lines:2: secret is not a ref/],
])('create --from creates nothing if a line is %j', async (line, message) => {
  await using emulator = await startEmulator()
  await using folder = await temporaryFolder()
  const file = path.join(folder.path, 'lines')
  await writeFile(file, `${JSON.stringify({url: ADDRESS, events: [EVENT]})}\n${line}\n`)

  const {exitStatus, stderr} = await hooks(['create', '--from', file], emulator.env)

  expect(exitStatus).toBe(2)
  expect(stderr).toMatch(message)
  expect(await emulator.control.webhooks.list()).toEqual([])
})

test('create --from creates nothing if two lines share a scope for one webhook', async () => {
  await using emulator = await startEmulator()
  const stdin = ['17', '18', '17']
    .map((scope) => JSON.stringify({url: ADDRESS, provider: 'mda', scope}))
    .join('\n')

  const {exitStatus, stderr} = await hooks(['create', '--from', '-'], emulator.env, {stdin})

  expect(exitStatus).toBe(2)
  expect(stderr).toMatch(
    /input:3: Mobile Data Anywhere allows one webhook per scope, and line 1 already/,
  )
  expect(await emulator.control.webhooks.list()).toEqual([])
})

test('create --from continues after a line that the target refuses, and names it', async () => {
  await using vendor = await startVendor('apivideo', ({key}) => ({credentials: {apiKey: key}}))
  const lines = Array.from({length: 12}, (_, n) =>
    JSON.stringify({url: `${ADDRESS}/${n}`, events: [EVENT]}),
  )

  const {exitStatus, stdout} = await hooks(['create', '--from', '-', '--json'], vendor.env, {
    stdin: lines.join('\n'),
  })

  const {created, failed} = JSON.parse(stdout)
  expect(exitStatus).toBe(9)
  expect(created).toHaveLength(10)
  expect(failed).toHaveLength(2)
  expect(failed[0]).toMatchObject({line: expect.any(Number), error: {code: 'rejected'}})
})

test('list --all-profiles shows the profile of each webhook', async () => {
  await using vendor = await startVendor('apivideo', ({key}) => ({credentials: {apiKey: key}}))
  const {id} = await vendor.emulator.control.webhooks.create(NEW_WEBHOOK)
  const env = {...vendor.env, ...vendor.emulator.env}

  const {exitStatus, stdout} = await hooks(['list', '--all-profiles', '--json'], env)
  const lines = await hooks(['list', '--all-profiles'], env)

  expect(exitStatus).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({
    webhooks: [
      {profile: 'local', id},
      {profile: 'apivideo', id},
    ],
    failed: [],
  })
  expect(lines.stdout).toMatch(/^local\t.*\napivideo\t/)
})

test('list --all-profiles shows the rest if a profile fails, and exits with its status', async () => {
  await using vendor = await startVendor('apivideo', () => ({credentials: {apiKey: 'wrong'}}))
  const {id} = await vendor.emulator.control.webhooks.create(NEW_WEBHOOK)
  const env = {...vendor.env, ...vendor.emulator.env}

  const {exitStatus, stdout, stderr} = await hooks(['list', '--all-profiles'], env)

  expect(exitStatus).toBe(3)
  expect(stdout).toContain(`local\t${id}`)
  expect(stderr).toContain('profile apivideo: unauthorized')
})

test('create --from shows the secrets in a table too', async () => {
  await using emulator = await startEmulator()
  const stdin = JSON.stringify({url: `${ADDRESS}/1`, events: [EVENT]})

  const {stdout} = await hooks(['create', '--from', '-'], emulator.env, {stdin, terminal: true})

  const [webhook] = await emulator.control.webhooks.list()
  const {secret, signingSecret} = await emulator.control.secrets(webhook?.id ?? '')
  expect(stdout).toContain(`${secret}  ${signingSecret}`)
})

test('create --from ignores environment variables that describe a single webhook', async () => {
  await using emulator = await startEmulator()
  const env = {...emulator.env, HOOKS_URL: ADDRESS, HOOKS_EVENTS: 'view', HOOKS_KIND: 'players'}
  const stdin = JSON.stringify({url: `${ADDRESS}/1`, events: [EVENT]})

  const {exitStatus} = await hooks(['create', '--from', '-'], env, {stdin})

  expect(exitStatus).toBe(0)
  expect(await emulator.control.webhooks.list()).toMatchObject([
    {url: `${ADDRESS}/1`, events: [EVENT]},
  ])
})

test('create --from rejects flags that describe a single webhook', async () => {
  const {exitStatus, stderr} = await hooks(['create', '--from', 'x', '--fifo'])

  expect(exitStatus).toBe(2)
  expect(stderr).toContain('--from')
})

test.each([
  ['delete', 'wh_1', '', '--yes'],
  ['delete', ' ', '--yes'],
  ['get', '--', ''],
  ['update', '--url', ADDRESS, ''],
  ['enable', 'wh_1', ''],
])('an empty id exits 2 before any request or question: %s', async (...argv) => {
  const {exitStatus, stderr} = await hooks([argv[0] ?? '', '--json', ...argv.slice(1)])

  expect(exitStatus).toBe(2)
  expect(JSON.parse(stderr).error).toMatchObject({
    code: 'usage',
    message: 'the id is empty',
    hint: expect.stringContaining('hooks list'),
  })
})
