import {copyFile, readdir, readFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {systemClock} from '../../src/core/clock.ts'
import {openStore} from '../../src/store/index.ts'
import {createAesSealer} from '../../src/store/rows/sealer.ts'
import {temporaryFolder} from '../support/run.ts'
import {
  accept,
  ANSWERED,
  claimOne,
  EVENT,
  recordOf,
  SEALER,
  STORES,
  subscribe,
} from '../support/stores.ts'

const CANARY = 'canary-4b1f-in-the-store'
const SIGNING = 'whsec_Y2FuYXJ5LXNpZ25pbmctc2VjcmV0LXRoYXQtaXMtbG9uZw=='
const SECRETS = {
  secret: CANARY,
  signingSecret: SIGNING,
  options: {token: CANARY},
  delivery: {headers: {'x-api-key': CANARY}},
}
const OTHER = createAesSealer(Buffer.alloc(32, 9))
const HELD = {
  payload: {type: EVENT, note: CANARY},
  holdsSecret: (payload: string) => payload.includes(CANARY),
}
/** Renders like a provider that sends its secret in the body. */
const render = () => ({
  body: `{"secret":"${CANARY}"}`,
  contentType: 'text/plain',
  holdsSecret: true,
})

/** The bytes of the store's file and of all files next to it. */
async function readBytes(location: string): Promise<string> {
  const folder = path.dirname(location)
  const files = await readdir(folder)
  const contents = files.map((file) => readFile(path.join(folder, file), 'latin1'))
  return (await Promise.all(contents)).join('')
}

for (const [engine, open] of Object.entries(STORES)) {
  test(`${engine}: no file of a store contains a secret in plain text`, async () => {
    await using store = await open()
    const {id} = await subscribe(store, SECRETS)
    const {event, deliveries} = await accept(store, {render, ...HELD})
    await store.webhooks.rotate(id, `${CANARY}-2`)
    const claimed = await claimOne(store)

    expect(claimed.body).toContain(CANARY)
    expect(claimed.webhook).toMatchObject({
      secret: `${CANARY}-2`,
      options: {token: CANARY},
      delivery: SECRETS.delivery,
      previousSigningSecret: {secret: SIGNING},
    })
    expect((await store.deliveries.get(deliveries[0]?.id ?? '')).body).toContain(CANARY)
    expect(await store.events.get(event.id)).toEqual(event)
    expect(await store.events.list({limit: 1})).toEqual([event])
    for (const state of ['open', 'closed']) {
      if (state === 'closed') await store.close()
      const bytes = await readBytes(store.location)
      expect(bytes).not.toContain(CANARY)
      expect(bytes).not.toContain(SIGNING)
    }
  })

  test(`${engine}: opening with another key, or none, is refused and changes nothing`, async () => {
    await using store = await open()
    const webhook = await subscribe(store, SECRETS)
    await store.close()
    const before = await readFile(store.location)

    for (const [options, message] of [
      [{sealer: OTHER}, 'the encryption key cannot decrypt the secrets of this store'],
      [{}, expect.stringContaining('no encryption key was given')],
    ] as const) {
      await expect(openStore(store.location, systemClock, options)).rejects.toMatchObject({
        code: 'unauthorized',
        message,
        hint: expect.stringContaining('--encryption-key-file'),
      })
    }

    expect(await readFile(store.location)).toEqual(before)
    await using again = await store.reopen()
    expect(await again.webhooks.list()).toEqual([webhook])
  })

  test(`${engine}: an encrypted secret can be read only unchanged and in its own row and column`, async () => {
    await using store = await open()
    const one = await subscribe(store, SECRETS)
    const other = await subscribe(store, {secret: 'another-secret'})
    await store.close()
    const from = `(select secret from webhooks where id = '${other.id}')`

    for (const set of [
      `secret = ${from}`,
      'secret = signing_secret',
      "secret = substr(secret, 1, 30) || 'A' || 'B' || substr(secret, 33)",
      `secret = '${CANARY}'`,
    ] as const) {
      const saved = `${store.location}.saved`
      await copyFile(store.location, saved)
      await store.tamper(`update webhooks set ${set} where id = '${one.id}'`)
      await using tampered = await store.reopen()
      const read = await tampered.webhooks.get('apivideo', one.id)
      expect(read).toMatchObject({state: 'disabled', disabledReason: 'unreadable'})
      expect(read).not.toHaveProperty('secret')
      await tampered.close()
      await copyFile(saved, store.location)
    }
  })
}

for (const [engine, open] of Object.entries(STORES)) {
  test.each([
    ['of another delivery', 'body = (select body from bodies order by delivery_seq desc limit 1)'],
    ['with some letters changed', "body = substr(body, 1, 30) || 'A' || 'B' || substr(body, 33)"],
  ])(`${engine}: an encrypted body %s cannot be decrypted`, async (_, set) => {
    await using store = await open()
    await subscribe(store, SECRETS)
    const {deliveries} = await accept(store, {render})
    await accept(store, {render})
    await store.close()
    await store.tamper(`update bodies set ${set} where delivery_seq = 1`)

    await using tampered = await store.reopen()

    const id = deliveries[0]?.id ?? ''
    await expect(tampered.deliveries.get(id)).rejects.toMatchObject({
      code: 'conflict',
      message: `the body of delivery ${id} cannot be decrypted`,
      hint: expect.stringContaining('backup'),
    })
  })
}

for (const [engine, open] of Object.entries(STORES)) {
  test(`${engine}: a payload moved to another event cannot be decrypted, and the others can`, async () => {
    await using store = await open()
    await subscribe(store, SECRETS)
    const {event} = await accept(store, HELD)
    await accept(store, HELD)
    await store.close()
    await store.tamper(
      'update events set payload = (select payload from events where seq = 2) where seq = 1',
    )

    await using tampered = await store.reopen()

    const [other, spoilt] = await tampered.events.list({limit: 2})
    expect(other?.payload).toEqual(HELD.payload)
    expect(spoilt?.id).toBe(event.id)
    expect(() => spoilt?.payload).toThrow(`the payload of event ${event.id} cannot be decrypted`)
  })
}

test('a store that was written in plain text is encrypted when it is opened with a key', async () => {
  await using folder = await temporaryFolder()
  const location = path.join(folder.path, 'hooks.db')
  const plain = await openStore(location)
  const webhook = await subscribe(plain, SECRETS)
  const {event} = await accept(plain, {render, ...HELD})
  const claimed = await claimOne(plain)
  const headers = {authorization: CANARY, 'webhook-id': 'e'}
  await plain.queue.record([{...recordOf(claimed, ANSWERED, 'delivered'), headers}])
  await plain.close()
  expect(await readBytes(location)).toContain(CANARY)

  await using store = await openStore(location, systemClock, {sealer: SEALER})

  expect(await store.webhooks.list()).toEqual([webhook])
  expect(await store.events.get(event.id)).toEqual(event)
  const detail = await store.deliveries.get(claimed.id)
  expect(detail.body).toContain(CANARY)
  expect(detail.attempts[0]?.headers).toEqual({authorization: '…tore', 'webhook-id': 'e'})
  expect(await readBytes(location)).not.toContain(CANARY)
  await store.close()
  expect(await readBytes(location)).not.toContain(CANARY)
  expect(await readBytes(location)).not.toContain(SIGNING)
})
