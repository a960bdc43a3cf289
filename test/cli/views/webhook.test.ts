import {expect, test} from 'vitest'
import {WEBHOOK_COLUMNS, toWebhookView} from '../../../src/cli/views/webhook.ts'
import type {Webhook} from '../../../src/core/webhook.ts'

const WEBHOOK: Webhook = {
  id: 'wh_1',
  provider: 'apivideo',
  url: 'https://example.com/hook',
  events: ['video.*'],
  state: 'enabled',
  createdAt: new Date(0),
}

test.each<[Partial<Webhook>, string]>([
  [{}, 'enabled'],
  [{state: 'disabled'}, 'disabled'],
  [{state: 'disabled', disabledReason: 'gone'}, 'disabled (gone)'],
  [{state: 'disabled', disabledReason: 'given_up'}, 'disabled (given up)'],
  [{recorded: true}, 'recorded here'],
])('the state of a webhook with %j is shown as %s, in lists and alone', (changes, state) => {
  const webhook = {...WEBHOOK, ...changes}

  expect(WEBHOOK_COLUMNS.find(({name}) => name === 'state')?.value(webhook)).toBe(state)
  expect(toWebhookView(webhook).fields).toContainEqual(['state', state])
})
