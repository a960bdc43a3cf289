import {writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {hooks} from '../support/run.ts'
import {startVendor} from '../support/vendor.ts'

const ADDRESS = 'https://example.com/webhooks'
const EVENT = 'video.source.recorded'
const OTHER_EVENT = 'video.caption.generated'

/** A profile for api.video, and a file of webhooks with the content `text`. */
async function start(text: string) {
  await using stack = new AsyncDisposableStack()
  const vendor = stack.use(await startVendor('apivideo', ({key}) => ({credentials: {apiKey: key}})))
  const file = path.join(path.dirname(vendor.configFile), 'hooks.yaml')
  await writeFile(file, text)
  const owned = stack.move()
  return {
    control: vendor.emulator.control,
    env: {...vendor.env, ...vendor.emulator.env},
    file,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

const CHANGED = `webhooks:
  - id: recorded
    profile: apivideo
    url: ${ADDRESS}
    events: [${EVENT}]
`

test('if the vendor has no update, a new webhook replaces the old one', async () => {
  await using vendor = await start(CHANGED)
  const {control, env, file} = vendor
  const old = await control.webhooks.create({
    provider: 'apivideo',
    url: ADDRESS,
    events: [OTHER_EVENT],
  })

  const planned = await hooks(['plan', file], env, {terminal: true})
  const applied = await hooks(['apply', file, '--yes', '--json'], env)
  const again = await hooks(['plan', file], env)

  expect(planned.exitStatus).toBe(8)
  expect(planned.stdout).toContain('api.video has no update: a new one is created, then the old')
  const [{id, action}] = JSON.parse(applied.stdout).items
  expect([applied.exitStatus, action]).toEqual([0, 'replace'])
  expect(id).not.toBe(old.id)
  expect(await control.webhooks.list()).toMatchObject([{id, events: [EVENT]}])
  expect(again.exitStatus).toBe(0)
})

test('a protected webhook is not replaced, and the other changes are made', async () => {
  await using vendor = await start(
    `${CHANGED}    protect: true\n  - {url: ${ADDRESS}/new, profile: apivideo, events: [${EVENT}]}\n`,
  )
  const {control, env, file} = vendor
  const {id} = await control.webhooks.create({
    provider: 'apivideo',
    url: ADDRESS,
    events: [OTHER_EVENT],
  })

  const planned = await hooks(['plan', file, '--prune'], env)
  const {exitStatus, stdout} = await hooks(['apply', file, '--prune', '--yes', '--json'], env)

  expect(planned.exitStatus).toBe(9)
  expect(exitStatus).toBe(9)
  expect(JSON.parse(stdout).items).toMatchObject([
    {action: 'refuse', error: {code: 'rejected', message: expect.stringContaining('protected')}},
    {action: 'create'},
  ])
  const [kept] = await control.webhooks.list()
  expect(kept).toMatchObject({id, events: [OTHER_EVENT]})
})

test('a refusal by the vendor is reported with its item, in the vendor’s words', async () => {
  const entries = Array.from(
    {length: 12},
    (_, n) => `  - {url: "${ADDRESS}/${n}", profile: apivideo, events: [${EVENT}]}\n`,
  )
  await using vendor = await start(`webhooks:\n${entries.join('')}`)
  const {control, env, file} = vendor

  const {exitStatus, stdout} = await hooks(['apply', file, '--yes', '--json'], env)

  const failed = JSON.parse(stdout).items.filter((item: {error?: unknown}) => item.error)
  expect(exitStatus).toBe(9)
  expect(failed).toHaveLength(2)
  expect(failed[0].error).toMatchObject({code: 'rejected', provider: expect.anything()})
  expect(await control.webhooks.list()).toHaveLength(10)
})

test('a profile that fails does not stop the others', async () => {
  await using vendor = await start(
    `${CHANGED}  - {url: ${ADDRESS}, profile: vidyard, events: [view]}\n`,
  )
  const {control, env, file} = vendor

  const {exitStatus, stdout} = await hooks(['apply', file, '--yes', '--json'], env)

  expect(exitStatus).toBe(3)
  expect(JSON.parse(stdout).items).toMatchObject([
    {action: 'create'},
    {action: 'refuse', error: {code: 'unauthorized'}},
  ])
  expect(await control.webhooks.list()).toHaveLength(1)
})

test('webhooks that a vendor does not list are refused unless this machine has a record', async () => {
  await using vidyard = await startVendor('vidyard', ({key}) => ({
    credentials: {authToken: key},
    scope: '77',
  }))
  const file = path.join(path.dirname(vidyard.configFile), 'hooks.yaml')
  await writeFile(file, `webhooks:\n  - {url: ${ADDRESS}, events: [playlist_create]}\n`)
  const argv = ['create', '--url', ADDRESS, '--events', 'playlist_create']

  const before = await hooks(['apply', file, '--yes', '--json'], vidyard.env)
  await hooks(argv, vidyard.env)
  const after = await hooks(['plan', file], vidyard.env)

  expect(before.exitStatus).toBe(10)
  expect(JSON.parse(before.stdout).items).toMatchObject([
    {action: 'refuse', error: {message: expect.stringContaining('does not list'), exit: 10}},
  ])
  expect(after.exitStatus).toBe(0)
})

test('plan finds no change after an export of all profiles', async () => {
  await using vendor = await start('')
  const {control, env, file} = vendor
  await control.webhooks.create({provider: 'apivideo', url: ADDRESS, events: [EVENT]})

  const exported = await hooks(['export', '--all-profiles', '--file', file, '--yes', '--json'], env)
  const planned = await hooks(['plan', file, '--prune'], env)

  const profiles = JSON.parse(exported.stdout).webhooks.map(
    (each: {profile: string}) => each.profile,
  )
  expect(profiles).toEqual(['apivideo', 'local'])
  expect(planned.exitStatus).toBe(0)
})
