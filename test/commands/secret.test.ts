import {expect, test} from 'vitest'
import {startEmulator, type Emulator} from '../support/emulator.ts'
import {hooks} from '../support/run.ts'
import {startVendor} from '../support/vendor.ts'

const NEW_WEBHOOK = {
  provider: 'apivideo',
  url: 'https://example.com/in',
  events: ['video.source.recorded'],
}

async function createWebhook({control}: Emulator) {
  const {id, secret = '', signingSecret = ''} = await control.webhooks.create(NEW_WEBHOOK)
  return {id, secret, signingSecret}
}

test('secret get masks secrets without --reveal', async () => {
  await using emulator = await startEmulator()
  const {id, secret, signingSecret} = await createWebhook(emulator)

  const hidden = await hooks(['secret', 'get', id, '--json'], emulator.env)
  const shown = await hooks(['secret', 'get', id, '--reveal', '--json'], emulator.env)

  expect(JSON.parse(hidden.stdout)).toEqual({
    id,
    secret: `sig_…${secret.slice(-4)}`,
    signingSecret: `whsec_…${signingSecret.slice(-4)}`,
  })
  expect(JSON.parse(shown.stdout)).toEqual({id, secret, signingSecret})
})

test('on a terminal, secret get says how to see the full values', async () => {
  await using emulator = await startEmulator()
  const {id, secret} = await createWebhook(emulator)

  const {stdout, stderr} = await hooks(['secret', 'get', id], emulator.env, {terminal: true})

  expect(stdout).not.toContain(secret)
  expect(stderr).toBe('Masked; use --reveal to show the full values.\n')
})

test('the text format is the bare secret, the env format is shell assignments', async () => {
  await using emulator = await startEmulator()
  const {id, secret, signingSecret} = await createWebhook(emulator)
  const get = (format: string) =>
    hooks(['secret', 'get', id, '--reveal', '--format', format], emulator.env)

  expect((await get('text')).stdout).toBe(`${secret}\n`)
  expect((await get('env')).stdout).toBe(
    `WEBHOOK_SECRET='${secret}'\nWEBHOOK_SIGNING_SECRET='${signingSecret}'\n`,
  )
  expect((await get('yaml')).exitStatus).toBe(2)
})

test('a quote in a secret does not end the assignment', async () => {
  await using emulator = await startEmulator()
  const {id} = await emulator.control.webhooks.create({...NEW_WEBHOOK, secret: "it's"})
  const argv = ['secret', 'get', id, '--reveal', '--format', 'env']

  const {stdout} = await hooks(argv, emulator.env)

  expect(stdout).toContain(String.raw`WEBHOOK_SECRET='it'\''s'` + '\n')
})

test('secret rotate prints new secrets in full', async () => {
  await using emulator = await startEmulator()
  const before = await createWebhook(emulator)

  const {stdout, exitStatus} = await hooks(['secret', 'rotate', before.id, '--json'], emulator.env)

  expect(exitStatus).toBe(0)
  const after = JSON.parse(stdout)
  expect(after).toEqual(await emulator.control.secrets(before.id))
  expect(after.secret).not.toBe(before.secret)
  expect(after.signingSecret).not.toBe(before.signingSecret)
})

for (const command of ['get', 'rotate']) {
  test(`secret ${command} of an unknown id exits 4`, async () => {
    await using emulator = await startEmulator()

    expect((await hooks(['secret', command, 'nope'], emulator.env)).exitStatus).toBe(4)
  })
}

test('at a vendor without update, secret get shows its secret and rotate exits 10', async () => {
  await using vendor = await startVendor('apivideo', ({key}) => ({credentials: {apiKey: key}}))
  const {id, secret} = await createWebhook(vendor.emulator)

  const get = await hooks(['secret', 'get', id, '--reveal', '--json'], vendor.env)
  const rotate = await hooks(['secret', 'rotate', id, '--json'], vendor.env)

  expect(JSON.parse(get.stdout)).toEqual({id, secret})
  expect(rotate.exitStatus).toBe(10)
  expect(JSON.parse(rotate.stderr).error.message).toBe('api.video has no update')
})

test('secret commands exit 10 for a vendor without secrets', async () => {
  const credentials = {username: 'anybody', apiSecret: 'k'}
  await using vendor = await startVendor('mda', () => ({scope: '1', credentials}))

  const rotate = await hooks(['secret', 'rotate', '1', '--json'], vendor.env)
  const get = await hooks(['secret', 'get', '1', '--json'], vendor.env)

  expect([rotate.exitStatus, get.exitStatus]).toEqual([10, 10])
})
