import {expect, test} from 'vitest'
import {startEmulator, type Emulator} from '../support/emulator.ts'
import {hooks} from '../support/run.ts'
import {startVendor} from '../support/vendor.ts'

const EVENT = 'video.source.recorded'

async function createWebhook({control}: Emulator, url = 'https://example.com/in') {
  return (await control.webhooks.create({provider: 'apivideo', url, events: [EVENT]})).id
}

async function readState({control}: Emulator, id: string) {
  return (await control.webhooks.get(id)).state
}

for (const [command, state] of [
  ['disable', 'disabled'],
  ['pause', 'paused'],
  ['enable', 'enabled'],
] as const) {
  test(`${command} changes the state of several webhooks`, async () => {
    await using emulator = await startEmulator()
    const ids = [await createWebhook(emulator), await createWebhook(emulator)]

    const {stdout, exitStatus} = await hooks([command, ...ids, '--json'], emulator.env)

    expect(exitStatus).toBe(0)
    expect(JSON.parse(stdout).webhooks).toMatchObject(ids.map((id) => ({id, state})))
    for (const id of ids) expect(await readState(emulator, id)).toBe(state)
  })
}

test('stderr says what was done, and each webhook is a row without its secrets', async () => {
  await using emulator = await startEmulator()
  const id = await createWebhook(emulator)
  const {secret = '', signingSecret} = await emulator.control.secrets(id)

  const {stdout, stderr} = await hooks(['pause', id], emulator.env)

  expect(stderr).toBe(`Paused ${id}.\n`)
  expect(stdout).toMatch(new RegExp(`^${id}\tapivideo\tpaused\t`))
  expect(stdout).not.toContain(secret)
  expect(stdout).not.toContain(signingSecret)
})

test('if one of several fails, the others are still changed, and the failure is reported', async () => {
  await using emulator = await startEmulator()
  const ids = [await createWebhook(emulator), 'nope', await createWebhook(emulator)] as const

  const ran = await hooks(['disable', ...ids], emulator.env)
  const json = await hooks(['enable', ...ids, '--json'], emulator.env)

  expect([ran.exitStatus, json.exitStatus]).toEqual([4, 4])
  expect(ran.stderr).toContain('nope: not_found: no webhook "nope"; hint: ')
  expect(ran.stdout.trim().split('\n')).toHaveLength(2)
  expect(JSON.parse(json.stdout)).toMatchObject({
    webhooks: [{id: ids[0]}, {id: ids[2]}],
    failed: [{id: 'nope', error: {code: 'not_found'}}],
  })
})

test('resume enables a paused webhook', async () => {
  await using emulator = await startEmulator()
  const id = await createWebhook(emulator)
  await hooks(['pause', id], emulator.env)

  const {stderr, exitStatus} = await hooks(['resume', id], emulator.env)

  expect(exitStatus).toBe(0)
  expect(stderr).toBe(`Resumed ${id}.\n`)
  expect(await readState(emulator, id)).toBe('enabled')
})

test('resume of a disabled webhook exits 2, and nothing is changed', async () => {
  await using emulator = await startEmulator()
  const ids = [await createWebhook(emulator), await createWebhook(emulator)]
  await hooks(['pause', ids[0] ?? ''], emulator.env)
  await hooks(['disable', ids[1] ?? ''], emulator.env)

  const {stderr, exitStatus} = await hooks(['resume', ...ids], emulator.env)

  expect(exitStatus).toBe(2)
  expect(stderr).toContain(`hint: hooks enable ${ids[1]}`)
  expect(await readState(emulator, ids[0] ?? '')).toBe('paused')
})

for (const command of ['enable', 'disable', 'pause', 'resume']) {
  test(`${command} of an unknown id exits 4, and without an id 2`, async () => {
    await using emulator = await startEmulator()

    expect((await hooks([command, 'nope'], emulator.env)).exitStatus).toBe(4)
    expect((await hooks([command], emulator.env)).exitStatus).toBe(2)
  })

  test(`${command} at a vendor that cannot exits 10 and says what to do instead`, async () => {
    await using vendor = await startVendor('apivideo', ({key}) => ({credentials: {apiKey: key}}))

    const {stderr, exitStatus} = await hooks([command, 'webhook_1', '--json'], vendor.env)

    expect(exitStatus).toBe(10)
    expect(JSON.parse(stderr).error).toMatchObject({code: 'unsupported', hint: expect.any(String)})
  })
}
