import {Webhook as StandardWebhook} from 'standardwebhooks'
import {expect, test} from 'vitest'
import type {ControlClient} from '../../src/control/client.ts'
import {createStandardHeaders} from '../../src/core/signing/standard-webhooks.ts'
import {standard} from '../../src/providers/standard/index.ts'
import {Receiver, type Received} from '../../src/receiver/receiver.ts'
import {startEmulator} from '../support/emulator.ts'

const TYPE = 'order.paid'
const DAY_MS = 24 * 60 * 60 * 1000

function create(control: ControlClient, url: string, rest = {}) {
  return control.webhooks.create({provider: 'standard', url, events: [TYPE], ...rest})
}

/** Sends one event and waits for request number `count`. */
async function send(control: ControlClient, receiver: Receiver, count: number): Promise<Received> {
  await control.events.create({provider: 'standard', type: TYPE, payload: {type: TYPE, n: count}})
  const requests = await receiver.waitForFirst(count)
  const last = requests.at(-1)
  if (last === undefined) throw new Error('nothing came')
  return last
}

function signatures({headers}: Received): string[] {
  return (headers['webhook-signature'] ?? '').split(' ').map((each) => each.split(',')[0] ?? '')
}

test('a custom event arrives as its payload, signed with the shared secret only', async () => {
  await using receiver = await Receiver.start()
  await using emulator = await startEmulator()
  const {signingSecret = '', ...webhook} = await create(emulator.control, receiver.url)

  const request = await send(emulator.control, receiver, 1)

  expect(webhook).not.toHaveProperty('secret')
  expect(webhook).not.toHaveProperty('publicKey')
  expect(request.body.toString()).toBe(`{"type":"${TYPE}","n":1}`)
  expect(request.headers['content-type']).toBe('application/json')
  expect(signatures(request)).toEqual(['v1'])
  expect(standard.proof.verify(request, signingSecret)).toEqual({result: 'valid'})
  const headers = request.headers as Record<string, string>
  expect(() => new StandardWebhook(signingSecret).verify(request.body, headers)).not.toThrow()
})

test('with v1a the public key verifies, and the private key is never shown', async () => {
  await using receiver = await Receiver.start()
  await using emulator = await startEmulator()
  const {control} = emulator
  const made = await create(control, receiver.url, {options: {signature: 'v1a'}})

  const request = await send(control, receiver, 1)

  expect(made.publicKey).toMatch(/^whpk_[0-9A-Za-z+/]{43}=$/)
  expect(made.signingSecret).toMatch(/^whsk_….{0,4}$/)
  const {publicKey, signingSecret} = made
  expect(await control.secrets(made.id)).toEqual({id: made.id, publicKey, signingSecret})
  expect(await control.webhooks.get(made.id)).toMatchObject({publicKey, signingSecret})
  expect(signatures(request)).toEqual(['v1a'])
  expect(standard.proof.verify(request, publicKey ?? '')).toEqual({result: 'valid'})
})

for (const signature of ['v1', 'v1a']) {
  test(`${signature}: for a day after a rotation, deliveries have both signatures`, async () => {
    await using receiver = await Receiver.start()
    let now = Date.now()
    await using emulator = await startEmulator({clock: {now: () => now}})
    const {control} = emulator
    const made = await create(control, receiver.url, {options: {signature}})
    const old = made.publicKey ?? made.signingSecret ?? ''

    const rotated = await control.rotate(made.id)
    const fresh = rotated.publicKey ?? rotated.signingSecret
    const during = await send(control, receiver, 1)
    now += DAY_MS
    const after = await send(control, receiver, 2)

    expect(signatures(during)).toEqual([signature, signature])
    expect(standard.proof.verify(during, old)).toEqual({result: 'valid'})
    expect(standard.proof.verify(during, fresh)).toEqual({result: 'valid'})
    expect(signatures(after)).toEqual([signature])
    expect(standard.proof.verify(after, old).result).toBe('invalid')
    expect(standard.proof.verify(after, fresh)).toEqual({result: 'valid'})
  })
}

test('changing the option signature changes the key, and the old one still signs', async () => {
  await using receiver = await Receiver.start()
  await using emulator = await startEmulator()
  const {control} = emulator
  const {id, signingSecret = ''} = await create(control, receiver.url)

  const changed = await control.webhooks.update(id, {options: {signature: 'v1a'}})
  const same = await control.webhooks.update(id, {options: {signature: 'v1a'}})
  const request = await send(control, receiver, 1)

  expect(changed.publicKey).toMatch(/^whpk_/)
  expect(same.publicKey).toBe(changed.publicKey)
  expect(signatures(request)).toEqual(['v1a', 'v1'])
  expect(standard.proof.verify(request, signingSecret)).toEqual({result: 'valid'})
  expect(standard.proof.verify(request, changed.publicKey ?? '')).toEqual({result: 'valid'})
})

test('a given secret signs, and one that cannot sign is rejected', async () => {
  await using emulator = await startEmulator()
  const {control} = emulator
  const given = `whsec_${Buffer.alloc(24, 1).toString('base64')}`
  const url = 'https://example.com'

  const {id, signingSecret, secret} = await create(control, url, {secret: given})

  expect({signingSecret, secret}).toEqual({signingSecret: given, secret: undefined})
  const refused = {code: 'usage', message: expect.not.stringContaining('AQEB')}
  for (const rest of [
    {secret: `whsec_${Buffer.alloc(4, 1).toString('base64')}`},
    {secret: `whpk_${Buffer.alloc(32, 1).toString('base64')}`, options: {signature: 'v1a'}},
    {secret: 'plain'},
    {secret: given, options: {signature: 'v1a'}},
    {options: {signature: 'v2'}},
    {options: {signature: 1}},
    {options: {other: 'v1'}},
  ]) {
    await expect(create(control, url, rest)).rejects.toMatchObject(refused)
  }
  await expect(control.webhooks.update(id, {secret: given})).rejects.toMatchObject(refused)
})

test('any valid name is a type, and no other', async () => {
  await using emulator = await startEmulator()
  const {control} = emulator
  const post = (type: string) => control.events.create({provider: 'standard', type, payload: {}})

  expect(await post('never.registered')).toMatchObject({deliveries: []})
  for (const name of ['', '.', '..', '-x', '_x', '__proto__', 'a b', 'a/b', 'é', 'x'.repeat(129)]) {
    await expect(post(name)).rejects.toMatchObject({code: 'usage'})
    const webhook = {provider: 'standard', url: 'https://example.com', events: [name]}
    await expect(control.webhooks.create(webhook)).rejects.toMatchObject({code: 'usage'})
  }
})

test('customers are scopes: an event reaches only the webhooks of its own', async () => {
  await using receiver = await Receiver.start()
  await using emulator = await startEmulator()
  const {control} = emulator
  const one = await create(control, receiver.url, {scope: 'one'})
  await create(control, receiver.url, {scope: 'two'})

  const accepted = await control.events.create({
    provider: 'standard',
    type: TYPE,
    payload: {},
    scope: 'one',
  })

  expect(accepted.deliveries.map(({webhookId}) => webhookId)).toEqual([one.id])
})

test('verify never mentions the secret in its reasons', () => {
  const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`
  const timestamp = Math.floor(Date.now() / 1000)
  const headers = createStandardHeaders({id: 'evt_1', timestamp, body: '{}', secrets: [secret]})
  const request = {headers, body: Buffer.from('{}')}

  expect(standard.proof.verify(request, secret)).toEqual({result: 'valid'})
  for (const other of [
    '',
    'whsec_AAAA',
    'nonsense',
    `whpk_${Buffer.alloc(32, 1).toString('base64')}`,
  ]) {
    expect(standard.proof.verify(request, other)).toMatchObject({
      result: 'invalid',
      reason: expect.not.stringMatching(/AAAA|nonsense|AQEB/),
    })
  }
})
