import {createHmac} from 'node:crypto'
import {Webhook as StandardWebhook} from 'standardwebhooks'
import {Webhook as SvixWebhook} from 'svix'
import {expect, test} from 'vitest'
import {loadProvider} from '../../src/providers/index.ts'
import {Receiver} from '../../src/receiver/receiver.ts'
import {startEmulator} from '../support/emulator.ts'

const {types} = (await loadProvider('apivideo')).events

test.each(types)(
  '$name reaches its receiver, and three independent implementations verify it',
  async ({name, sample}) => {
    await using emulator = await startEmulator()
    await using receiver = await Receiver.start()
    const webhook = await emulator.control.webhooks.create({
      provider: 'apivideo',
      url: receiver.url,
      events: types.map((type) => type.name),
    })
    const {secret = '', signingSecret = ''} = webhook

    const {id} = await emulator.control.events.create({
      provider: 'apivideo',
      type: name,
      payload: {...sample},
    })

    const [received] = await receiver.waitForFirst(1)
    if (received === undefined) throw new Error('nothing was received')
    const {body} = received
    const headers = Object.fromEntries(
      Object.entries(received.headers).map(([header, value = '']) => [header, value]),
    )
    expect(JSON.parse(body.toString())).toEqual(sample)
    expect(headers).toMatchObject({
      'webhook-id': id,
      'content-type': 'application/json',
      'x-api-video-webhookid': webhook.id,
      'x-api-video-signature': createHmac('sha256', secret).update(body).digest('hex'),
    })
    // Both throw if verification fails, as they must for a changed body.
    for (const verifier of [new StandardWebhook(signingSecret), new SvixWebhook(signingSecret)]) {
      expect(() => verifier.verify(body.toString(), headers)).not.toThrow()
      expect(() => verifier.verify(`${body.toString()} `, headers)).toThrow(/No matching signature/)
    }
  },
)
