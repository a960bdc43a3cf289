import {writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {loadProvider} from '../../src/providers/index.ts'
import {answering, type CannedAnswer} from '../support/answering-server.ts'
import {startEmulator} from '../support/emulator.ts'
import {hooks, temporaryFolder} from '../support/run.ts'

const EVENT = 'video.source.recorded'

/** A profile for api.video whose stored base URL points to the emulator. */
async function startVendorProfile() {
  await using stack = new AsyncDisposableStack()
  const emulator = stack.use(await startEmulator())
  const folder = stack.use(await temporaryFolder())
  const profiles = {apivideo: {baseUrl: emulator.url, credentials: {apiKey: emulator.key}}}
  const file = path.join(folder.path, 'config.json')
  await writeFile(file, JSON.stringify({profile: 'apivideo', profiles}), {mode: 0o600})
  const owned = stack.move()
  return {
    emulator,
    env: {HOOKS_CONFIG_DIR: folder.path},
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

async function triggerAgainst(...answers: readonly CannedAnswer[]) {
  await using apivideo = await startVendorProfile()
  await using receiver = await answering(...answers)
  const create = ['create', '--url', receiver.url, '--events', EVENT, '--json']
  const created = JSON.parse((await hooks(create, apivideo.env)).stdout)
  const ran = await hooks(['trigger', EVENT, '--json', '--timeout', '1s'], apivideo.env)
  return {ran, created, asked: receiver.asked}
}

test('create, list, get and delete act on the vendor that the profile names', async () => {
  await using apivideo = await startVendorProfile()
  const argv = ['create', '--url', 'https://example.com/webhooks', '--events', EVENT, '--json']

  const created = JSON.parse((await hooks(argv, apivideo.env)).stdout)
  const list = await hooks(['list', '--json'], apivideo.env)
  const get = await hooks(['get', created.id, '--json'], apivideo.env)
  const gone = await hooks(['delete', created.id, '--yes'], apivideo.env)

  expect(created.secret).not.toContain('…')
  expect(JSON.parse(list.stdout).webhooks).toMatchObject([{id: created.id}])
  expect(JSON.parse(get.stdout)).toMatchObject({id: created.id, events: [EVENT]})
  expect(list.stdout + get.stdout).not.toContain(created.secret)
  expect(gone.exitStatus).toBe(0)
  expect(await apivideo.emulator.control.webhooks.list()).toEqual([])
})

test('trigger sends a sample signed with the secret of the webhook', async () => {
  const {ran, created, asked} = await triggerAgainst({status: 200})

  expect(ran.exitStatus).toBe(0)
  expect(JSON.parse(ran.stdout)).toMatchObject({
    sentBy: 'hooks',
    event: {type: EVENT},
    deliveries: [{webhookId: created.id, state: 'delivered', code: 200}],
  })
  const [{headers, body} = {headers: {}, body: ''}] = asked
  const single = Object.entries(headers).map(([name, value]) => [name, String(value)])
  const request = {headers: Object.fromEntries(single), body: Buffer.from(body)}
  const provider = await loadProvider('apivideo')
  expect(provider.proof.verify(request, created.secret)).toEqual({result: 'valid'})
})

test('trigger says that the vendor did not send the event', async () => {
  await using apivideo = await startVendorProfile()
  await using receiver = await answering({status: 200})
  await hooks(['create', '--url', receiver.url, '--events', EVENT], apivideo.env)

  const {stderr} = await hooks(['trigger', EVENT], apivideo.env)

  expect(stderr).toBe('Sent by hooks, not by api.video.\n')
})

test('trigger at a vendor has the same exit statuses as at a server', async () => {
  expect((await triggerAgainst({status: 500})).ran.exitStatus).toBe(7)
  expect((await triggerAgainst('reset')).ran.exitStatus).toBe(6)
  expect((await triggerAgainst('silent')).ran.exitStatus).toBe(6)
})

test('trigger without a subscriber at the vendor exits 4', async () => {
  await using apivideo = await startVendorProfile()

  expect((await hooks(['trigger', EVENT], apivideo.env)).exitStatus).toBe(4)
})

test('a rejection by the vendor exits 9 and includes the vendor’s error', async () => {
  await using apivideo = await startVendorProfile()
  const argv = ['create', '--url', 'https://example.com/webhooks', '--events', EVENT, '--json']
  for (let n = 0; n < 10; n++) await hooks(argv, apivideo.env)

  const {stdout, stderr, exitStatus} = await hooks(argv, apivideo.env)

  expect(exitStatus).toBe(9)
  expect(stdout).toBe('')
  expect(JSON.parse(stderr).error).toMatchObject({exit: 9, provider: expect.anything()})
})

test('a provider of another profile is rejected before credentials are required', async () => {
  const argv = ['create', '--profile', 'apivideo', '--provider', 'vidyard', '--events', 'view']

  const {exitStatus, stderr} = await hooks([...argv, '--url', 'https://example.com/in'])

  expect(exitStatus).toBe(2)
  expect(stderr).toContain('profile apivideo belongs to apivideo, not to vidyard')
})

test('--api-url cannot be combined with a vendor', async () => {
  await using apivideo = await startVendorProfile()

  const {exitStatus} = await hooks(['list', '--api-url', apivideo.emulator.url], apivideo.env)

  expect(exitStatus).toBe(2)
})
