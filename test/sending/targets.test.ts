import path from 'node:path'
import {expect, test} from 'vitest'
import {createControlClient} from '../../src/control/client.ts'
import type {DeliveryDetail} from '../../src/core/delivery.ts'
import {Receiver} from '../../src/receiver/receiver.ts'
import {serve, type ServeOptions} from '../../src/runtime/index.ts'
import type {Store} from '../../src/store/index.ts'
import {IANA, METADATA, OTHERS} from '../support/addresses.ts'
import {startEmulator} from '../support/emulator.ts'
import {temporaryFolder} from '../support/run.ts'

const NEW_WEBHOOK = {provider: 'apivideo', events: ['video.source.recorded']}
const EVENT = {
  provider: 'apivideo',
  type: 'video.source.recorded',
  payload: {
    type: 'video.source.recorded',
    emittedAt: '2026-01-01T00:00:00Z',
    videoId: 'vi1',
    liveStreamId: 'li1',
  },
}

test('a webhook to an address that is not public cannot be saved', async () => {
  await using emulator = await startEmulator()
  const {webhooks} = emulator.control
  const isHere = (address: string) => /^(127\.|::1$|::ffff:7f)/.test(address)
  const addresses = [...IANA, ...OTHERS, ...METADATA].filter(
    (address) => !isHere(address) && !address.includes('%'),
  )
  const urls = addresses.map((text) => `http://${text.includes(':') ? `[${text}]` : text}/`)

  for (const url of [...urls, 'http://0xa.1/', 'http://167772161/', 'http://①⓪.⓪.⓪.①/']) {
    const saving = webhooks.create({...NEW_WEBHOOK, url})
    await expect(saving).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('points to an address that is not allowed'),
    })
  }
  expect(await webhooks.list({})).toEqual([])
})

test.each([
  'https://user:pass@example.com/',
  'https://example.com/#part',
  'file:///etc/passwd',
  'gopher://example.com/',
  'http://example.com:22/',
  'http://example.com:25/',
  'http://example.com:6000/',
  'http://example.com:6379/',
  'https://exam\tple.com/',
  'https://example.com/\r\nx: y',
])('a webhook to %j is refused when it is saved', async (url) => {
  await using emulator = await startEmulator()

  const saving = emulator.control.webhooks.create({...NEW_WEBHOOK, url})

  await expect(saving).rejects.toMatchObject({code: 'usage'})
})

test('a webhook cannot be changed to a private address later', async () => {
  await using emulator = await startEmulator()
  const url = 'https://example.com/'
  const {id} = await emulator.control.webhooks.create({...NEW_WEBHOOK, url})

  const update = emulator.control.webhooks.update(id, {url: 'http://10.0.0.1/'})

  await expect(update).rejects.toMatchObject({code: 'usage'})
  expect(await emulator.control.webhooks.get(id)).toMatchObject({url})
})

test('a server that others can reach rejects webhooks to this machine', async () => {
  await using server = await startPublic()

  const saving = server.control.webhooks.create({...NEW_WEBHOOK, url: 'http://localhost:3000/'})

  await expect(saving).rejects.toMatchObject({code: 'usage'})
})

test('a server that others can reach sends nothing to this machine, not even on a retry', async () => {
  await using folder = await temporaryFolder()
  await using receiver = await Receiver.start()
  const file = path.join(folder.path, 'hooks.db')
  {
    await using local = await startEmulator({store: file})
    await local.control.webhooks.create({...NEW_WEBHOOK, url: receiver.url})
  }
  await using server = await startPublic({store: file})

  const {deliveries} = await server.control.events.create(EVENT)
  const id = deliveries[0]?.id ?? ''
  await waitForAttempts(server.store, id, 1)
  await server.control.deliveries.retry(id)
  const {attempts} = await waitForAttempts(server.store, id, 2)

  expect(attempts).toMatchObject([{reason: 'blocked_address'}, {reason: 'blocked_address'}])
  expect(receiver.received).toEqual([])
})

test('a server that others can reach sends to an explicitly allowed private network', async () => {
  await using receiver = await Receiver.start()
  const {port} = new URL(receiver.url)
  await using server = await startPublic({allowTargets: [`127.0.0.0/8:${port}`]})
  await server.control.webhooks.create({...NEW_WEBHOOK, url: receiver.url})

  await server.control.events.create(EVENT)

  expect(await receiver.waitForFirst(1)).toHaveLength(1)
})

test('the server does not start with an invalid network for --allow-target', async () => {
  await expect(startPublic({allowTargets: ['10.0.0.0/99']})).rejects.toMatchObject({code: 'usage'})
})

/** Starts a server that listens on every address of this machine. */
async function startPublic(options: Partial<ServeOptions> = {}) {
  const server = await serve({
    host: '0.0.0.0',
    port: 0,
    allowHosts: [],
    store: 'memory:',
    apiKey: 'hk_forTestsOnly',
    rateLimit: 'off',
    log: 'silent',
    ...options,
  })
  const url = `http://127.0.0.1:${new URL(server.url).port}`
  return {
    store: server.store,
    control: createControlClient({url, key: 'hk_forTestsOnly'}),
    [Symbol.asyncDispose]: () => server.stop(),
  }
}

/** Waits until this many attempts are recorded, and returns the delivery. */
async function waitForAttempts(store: Store, id: string, count: number): Promise<DeliveryDetail> {
  for (;;) {
    const seen = store.recorded.count
    const delivery = await store.deliveries.get(id)
    if (delivery.attempts.length >= count) return delivery
    await store.recorded.wait(seen, 5000)
  }
}
