import {expect, test} from 'vitest'
import {readOrCreateEncryptionKey} from '../../src/config/encryption-key.ts'
import {readEnv} from '../../src/config/env.ts'
import {VirtualClock} from '../../src/core/clock.ts'
import {findStandardProblem} from '../../src/core/signing/standard-webhooks.ts'
import {Receiver} from '../../src/receiver/receiver.ts'
import {startControl} from '../support/control.ts'
import {isSigned} from '../support/history-signing.ts'
import {copyFixtures, readEverything, type KeptStore, listVersions} from './kept.ts'

/** How the stores are opened: name, description, and whether there is an encryption key. */
const WAYS = [
  ['plain', 'without encryption', false],
  ['plain', 'with encryption from now on', true],
  ['sealed', 'with its key', true],
] as const
const TWO_HOURS_MS = 2 * 60 * 60 * 1000

/** Starts a server on a copy of a store, with its clock at the time when the store was written. */
async function startOnCopy(version: string, name: string, isSealed: boolean) {
  await using stack = new AsyncDisposableStack()
  const copy = stack.use(await copyFixtures(version))
  const kept: KeptStore = await copy.readJson(`${name}.json`)
  const key = await readOrCreateEncryptionKey(
    undefined,
    readEnv({HOOKS_CONFIG_DIR: copy.file('config')}),
  )
  const receiver = stack.use(await Receiver.start())
  const server = stack.use(
    await startControl({
      store: copy.file(`${name}.db`),
      clock: new VirtualClock(Date.parse(kept.at)),
      ...(isSealed ? {encryptionKey: key} : {}),
    }),
  )
  const owned = stack.move()
  return {...server, kept, receiver, [Symbol.asyncDispose]: () => owned.disposeAsync()}
}

for (const version of await listVersions()) {
  for (const [name, how, isSealed] of WAYS) {
    const store = `a ${name} store of ${version}, opened ${how},`

    test(`${store} still has everything, including secrets, bodies and attempts`, async () => {
      await using server = await startOnCopy(version, name, isSealed)

      const {webhooks, secrets, eventTypes, events, deliveries} = server.kept
      const shown = JSON.parse(JSON.stringify(await readEverything(server.control)))

      expect(webhooks.length).toBeGreaterThan(0)
      expect(shown).toMatchObject({webhooks, secrets, eventTypes, events, deliveries})
    })

    test(`${store} only repeats its responses to known idempotency keys`, async () => {
      await using server = await startOnCopy(version, name, isSealed)
      const {keyed, events, deliveries} = server.kept

      const answers = await Promise.all(
        keyed.map(({path, key, body}) =>
          server.ask('POST', `/v1/${path}`, {body, headers: {'idempotency-key': key}}),
        ),
      )

      expect(answers).toMatchObject(keyed.map(({status, answer}) => ({status, json: answer})))
      const after = await readEverything(server.control)
      expect(after.events).toHaveLength(events.length)
      expect(after.deliveries.map(({state}) => state)).toEqual(deliveries.map(({state}) => state))
    })

    test(`${store} sends waiting retries, signed with both secrets of a rotation`, async () => {
      await using server = await startOnCopy(version, name, isSealed)
      const {control, kept, receiver} = server
      const {id, previousSecret} = kept.rotated
      const secret = kept.secrets.find((each) => each.id === id)?.signingSecret ?? ''
      const waiting = kept.deliveries.filter(
        ({webhookId, state}) => webhookId === id && state === 'pending',
      )
      await control.webhooks.update(id, {url: receiver.url})

      await control.clock.advance({ms: TWO_HOURS_MS})

      const {received} = receiver
      expect(waiting.length).toBeGreaterThan(0)
      expect(received.map(({body}) => body.toString()).toSorted()).toEqual(
        waiting.map(({body}) => body).toSorted(),
      )
      for (const signingSecrets of [[secret], [previousSecret]]) {
        expect(received.every((request) => isSigned(request, {signingSecrets}))).toBe(true)
      }
      const after = await Promise.all(waiting.map((each) => control.deliveries.get(each.id)))
      expect(after).toMatchObject(waiting.map(() => ({state: 'delivered', attemptCount: 2})))
    })

    test(`${store} sends what a paused webhook held, and delivers new events`, async () => {
      await using server = await startOnCopy(version, name, isSealed)
      const {control, kept, receiver} = server
      const paused = kept.webhooks.find(({state}) => state === 'paused')
      const id = paused?.id ?? ''
      const held = kept.deliveries.filter(
        ({webhookId, state}) => webhookId === id && state === 'pending',
      )

      await control.webhooks.update(id, {url: receiver.url, state: 'enabled'})
      await receiver.waitForFirst(held.length)
      await control.events.create({
        provider: paused?.provider ?? '',
        type: paused?.events[0] ?? '',
        payload: {n: 2},
        webhookId: id,
        force: true,
      })
      const received = await receiver.waitForFirst(held.length + 1)

      expect(held.length).toBeGreaterThan(0)
      expect(received.map(({body}) => body.toString())).toEqual([
        ...held.map(({body}) => body),
        '{"n":2}',
      ])
    })
  }

  test(`a sealed store of ${version} still has its private keys and the schemas of its event types`, async () => {
    await using server = await startOnCopy(version, 'sealed', true)
    const {control, kept, receiver} = server
    const webhook = kept.webhooks.find(({publicKey}) => publicKey !== undefined)
    const {id = '', publicKey = '', events: [type = ''] = [], scope = ''} = webhook ?? {}
    const sample = kept.eventTypes.find(({name}) => name === type)?.sample ?? {}
    const order = {provider: 'standard', type, scope, webhookId: id}
    await control.webhooks.update(id, {url: receiver.url})

    await control.events.create({...order, payload: sample})
    await expect(control.events.create({...order, payload: {}})).rejects.toMatchObject({
      code: 'usage',
    })
    const [received] = await receiver.waitForFirst(1)

    const {headers = {}, body = Buffer.alloc(0)} = received ?? {}
    const now = 1000 * Number(headers['webhook-timestamp'])
    expect(findStandardProblem({headers, body, secrets: [publicKey], now})).toBeUndefined()
    expect(JSON.parse(body.toString())).toEqual(sample)
  })

  test(`a sealed store of ${version} cannot be opened without its key`, async () => {
    await expect(startOnCopy(version, 'sealed', false)).rejects.toMatchObject({
      code: 'unauthorized',
    })
  })
}
