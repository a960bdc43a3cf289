import {readFile} from 'node:fs/promises'
import {expect, test} from 'vitest'
import {answering} from '../support/answering-server.ts'
import {hooks} from '../support/run.ts'
import {startVendor, type Vendor} from '../support/vendor.ts'

/** Vidyard lists analytics webhooks, but not player webhooks. */
const startVidyard = () =>
  startVendor('vidyard', ({key}) => ({scope: '1', credentials: {authToken: key}}))

const PLAYERS = ['create', '--events', 'videofacade_create', '--json']
const ANALYTICS = ['create', '--events', 'view', '--json']

async function create({env}: Vendor, argv: readonly string[], url = 'https://example.com/in') {
  const {stdout} = await hooks([...argv, '--url', url], env)
  return JSON.parse(stdout)
}

test('list shows what the vendor lists, and marks what only this machine has recorded', async () => {
  await using vendor = await startVidyard()
  const players = await create(vendor, PLAYERS)
  const analytics = await create(vendor, ANALYTICS)

  const json = JSON.parse((await hooks(['list', '--json'], vendor.env)).stdout)
  const {stdout} = await hooks(['list'], vendor.env)

  expect(json.webhooks).toMatchObject([
    {id: analytics.id, kind: 'analytics', events: ['view']},
    {id: players.id, kind: 'players', events: ['videofacade_create'], recorded: true},
  ])
  expect(json.webhooks[0].recorded).toBeUndefined()
  // Vidyard does not say when a webhook was created; this machine knows for those it created.
  expect(json.webhooks[0].createdAt).toBeUndefined()
  expect(Date.parse(json.webhooks[1].createdAt)).toBeGreaterThan(0)
  expect(stdout).toContain(`${players.id}\tvidyard\trecorded here\tvideofacade_create`)
})

test('the record holds no secret', async () => {
  await using vendor = await startVidyard()

  const {id, secret} = await create(vendor, PLAYERS)

  const config = await readFile(vendor.configFile, 'utf8')
  expect(JSON.parse(config).recorded.vidyard).toMatchObject([{id, kind: 'players', scope: '1'}])
  expect(secret.length).toBeGreaterThan(8)
  expect(config).not.toContain(secret)
})

test('get shows the record; changing it or reading its secret exits 10', async () => {
  await using vendor = await startVidyard()
  const {id} = await create(vendor, PLAYERS)

  const get = await hooks(['get', id, '--json'], vendor.env)
  const update = await hooks(['update', id, '--url', 'https://example.com/b', '--json'], vendor.env)
  const secret = await hooks(['secret', 'get', id, '--reveal', '--json'], vendor.env)
  const rotate = await hooks(['secret', 'rotate', id, '--json'], vendor.env)

  expect(JSON.parse(get.stdout)).toMatchObject({id, kind: 'players', recorded: true})
  for (const {exitStatus, stderr} of [update, secret, rotate]) {
    expect(exitStatus).toBe(10)
    expect(JSON.parse(stderr).error.hint).toMatch(/create/)
  }
})

test('webhooks of a kind that the vendor can change are changed there', async () => {
  await using vendor = await startVidyard()
  const {id, secret} = await create(vendor, ANALYTICS)
  const argv = ['update', id, '--url', 'https://example.com/b', '--events', 'attention_span']

  const update = await hooks([...argv, '--json'], vendor.env)
  const rotate = await hooks(['secret', 'rotate', id, '--json'], vendor.env)
  const get = await hooks(['secret', 'get', id, '--reveal', '--json'], vendor.env)

  expect(JSON.parse(update.stdout)).toMatchObject({
    url: 'https://example.com/b',
    events: ['attention_span'],
  })
  expect(JSON.parse(rotate.stdout).secret).not.toBe(secret)
  expect(JSON.parse(get.stdout)).toEqual(JSON.parse(rotate.stdout))
})

test('events of another kind exit 2', async () => {
  await using vendor = await startVidyard()
  const {id} = await create(vendor, ANALYTICS)

  const {exitStatus} = await hooks(['update', id, '--events', 'playlist_create'], vendor.env)

  expect(exitStatus).toBe(2)
})

test('delete removes the webhook and its record', async () => {
  await using vendor = await startVidyard()
  const {id} = await create(vendor, PLAYERS)

  const {exitStatus} = await hooks(['delete', id, '--yes'], vendor.env)

  expect(exitStatus).toBe(0)
  expect(await vendor.emulator.control.webhooks.list()).toEqual([])
  expect(JSON.parse((await hooks(['list', '--json'], vendor.env)).stdout)).toEqual({webhooks: []})
})

test('deleting a webhook that is already gone removes its record', async () => {
  await using vendor = await startVidyard()
  const {id} = await create(vendor, PLAYERS)
  const [webhook] = await vendor.emulator.control.webhooks.list()
  await vendor.emulator.control.webhooks.delete(webhook?.id ?? '')

  const {exitStatus} = await hooks(['delete', id, '--yes'], vendor.env)

  expect(exitStatus).toBe(4)
  expect(JSON.parse((await hooks(['list', '--json'], vendor.env)).stdout)).toEqual({webhooks: []})
})

test('trigger for a recorded webhook requires its secret from a file', async () => {
  await using vendor = await startVidyard()
  await using receiver = await answering({status: 200})
  const {secret} = await create(vendor, PLAYERS, receiver.url)
  const argv = ['trigger', 'videofacade_create', '--json']

  const without = await hooks(argv, vendor.env)
  const signed = await hooks([...argv, '--secret-file', '-'], vendor.env, {stdin: secret})

  expect(without.exitStatus).toBe(10)
  expect(JSON.parse(without.stderr).error.hint).toContain('--secret-file')
  expect(signed.exitStatus).toBe(0)
  expect(receiver.asked).toHaveLength(1)
})
