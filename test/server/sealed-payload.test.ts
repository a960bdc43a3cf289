import {readdir, readFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {Receiver} from '../../src/receiver/receiver.ts'
import {startControl} from '../support/control.ts'
import {temporaryFolder} from '../support/run.ts'

const TYPE = 'video.source.recorded'
const CANARY = 'canary-9d3e-"quoted"-in-a-payload'
/** The part of the secret that no escaping changes. */
const PLAIN = 'canary-9d3e-'

async function readBytes(folder: string): Promise<string> {
  const files = await readdir(folder)
  const contents = files.map((file) => readFile(path.join(folder, file), 'latin1'))
  return (await Promise.all(contents)).join('')
}

test('a payload with a secret of its webhook is nowhere in the store in plain text', async () => {
  await using folder = await temporaryFolder()
  await using receiver = await Receiver.start()
  let eventId: string
  let signing: string
  {
    await using server = await startControl({
      store: path.join(folder.path, 'hooks.db'),
      encryptionKey: Buffer.alloc(32, 7),
    })
    const {webhooks, events} = server.control
    const webhook = {provider: 'apivideo', url: receiver.url, events: [TYPE], secret: CANARY}
    signing = (await webhooks.create(webhook)).signingSecret ?? ''
    const payload = {type: TYPE, nested: [{said: `it is ${CANARY}`, and: signing}]}

    const event = {provider: 'apivideo', type: TYPE, payload, force: true}
    eventId = (await events.create(event)).id
    const [received] = await receiver.waitForFirst(1)

    expect(JSON.parse(String(received?.body))).toEqual(payload)
    const open = await readBytes(folder.path)
    expect(open).toContain(eventId)
    expect(open).not.toContain(PLAIN)
    expect(signing).toMatch(/^whsec_/)
    expect(open).not.toContain(signing)
  }

  const closed = await readBytes(folder.path)
  expect(closed).toContain(eventId)
  expect(closed).not.toContain(PLAIN)
  expect(closed).not.toContain(signing)
})

test('a body with a secret option is nowhere in the store in plain text', async () => {
  await using folder = await temporaryFolder()
  await using receiver = await Receiver.start()
  await using server = await startControl({
    store: path.join(folder.path, 'hooks.db'),
    encryptionKey: Buffer.alloc(32, 7),
  })
  const {webhooks, events} = server.control
  const type = 'session.create'
  const options = {httpAuthorizationValue: CANARY, customParameters: {note: CANARY}}
  await webhooks.create({provider: 'mda', url: receiver.url, events: [type], options})

  await events.create({provider: 'mda', type, payload: {}, force: true})
  const [received] = await receiver.waitForFirst(1)

  expect(JSON.parse(String(received?.body))).toMatchObject({note: CANARY})
  expect(await readBytes(folder.path)).not.toContain(PLAIN)
})

test('a payload without a secret is stored in plain text', async () => {
  await using folder = await temporaryFolder()
  await using server = await startControl({
    store: path.join(folder.path, 'hooks.db'),
    encryptionKey: Buffer.alloc(32, 7),
  })
  const {webhooks, events} = server.control
  await webhooks.create({provider: 'apivideo', url: 'https://example.com', events: [TYPE]})

  await events.create({provider: 'apivideo', type: TYPE, payload: {said: 'hello'}, force: true})

  // As the event's payload, and as the delivery's body.
  expect((await readBytes(folder.path)).split('{"said":"hello"}').length).toBeGreaterThan(2)
})
