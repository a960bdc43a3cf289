import {expect, test} from 'vitest'
import type {Outcome} from '../../src/core/delivery.ts'
import {targetvideo} from '../../src/providers/targetvideo/index.ts'
import {Receiver} from '../../src/receiver/receiver.ts'
import {following, rendered, retriesCase, testAssumptions} from '../support/assumed.ts'
import {startEmulator} from '../support/emulator.ts'

const REFUSED: Outcome = {
  kind: 'answered',
  code: 500,
  answer: {headers: {}, body: ''},
  durationMs: 1,
}
const ADDED = {type: 'add_video', options: {timeout: 2}}

testAssumptions(targetvideo, {
  timeoutUnit: {
    show: (given) => rendered(targetvideo, given, ADDED).delayMs,
    seen: [
      ['seconds', 2000],
      ['milliseconds', 2],
    ],
  },
  method: {
    show: (given) => rendered(targetvideo, given, ADDED).method,
    seen: [
      ['POST', 'POST'],
      ['PUT', 'PUT'],
    ],
  },
  contentType: {
    show: (given) => rendered(targetvideo, given, ADDED).contentType,
    seen: [
      ['application/json', 'application/json'],
      ['text/plain', 'text/plain'],
    ],
  },
  apiFlag: {
    show: (given) =>
      ['add_video', 'sd_encoded'].map(
        (type) => JSON.parse(rendered(targetvideo, given, {type}).body).api,
      ),
    seen: [
      ['payload', [true, false]],
      ['true', [true, true]],
      ['false', [false, false]],
    ],
  },
  expectedAnswer: {
    show: (given) => following(targetvideo, given, REFUSED),
    seen: [
      ['2xx', 'again'],
      ['any', 'delivered'],
    ],
  },
  retries: retriesCase(targetvideo),
})

test('a server that assumes PUT and any answer sends PUT, and counts a 500 as delivered', async () => {
  await using receiver = await Receiver.start({answer: () => ({status: 500})})
  await using server = await startEmulator({
    assumptions: {'targetvideo.method': 'PUT', 'targetvideo.expectedAnswer': 'any'},
  })
  const {control} = server
  const {sample} = targetvideo.events.types[0] ?? {sample: {}}
  const webhook = await control.webhooks.create({
    provider: 'targetvideo',
    url: receiver.url,
    events: [],
  })

  await control.events.create({provider: 'targetvideo', type: 'add_video', payload: sample})
  const [request] = await receiver.waitForFirst(1)

  expect(request?.method).toBe('PUT')
  await expect
    .poll(async () => (await control.deliveries.list({webhookId: webhook.id})).deliveries)
    .toMatchObject([{state: 'delivered', code: 500}])
})
