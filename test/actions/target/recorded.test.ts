import {expect, test} from 'vitest'
import {recordWebhooks} from '../../../src/actions/target/recorded.ts'
import type {ConfigData} from '../../../src/config/config-file.ts'
import {HooksError} from '../../../src/core/errors.ts'
import type {Webhook, WebhookApi} from '../../../src/core/webhook.ts'
import {loadProvider} from '../../../src/providers/index.ts'

const PLAYERS: Webhook = {
  id: '7',
  provider: 'vidyard',
  kind: 'players',
  scope: '1',
  url: 'https://example.com/in',
  events: ['playlist_create'],
  state: 'enabled',
}

/** A Vidyard API on which every creation returns `PLAYERS`, and `remove` implements delete. */
async function startRecording(remove: WebhookApi['delete'] = async () => {}) {
  let data: ConfigData = {}
  const settings = {
    file: '',
    read: async () => data,
    update: async (change: (before: ConfigData) => ConfigData) => (data = change(data)),
  }
  const none = async () => {
    throw new HooksError('not_found', 'none')
  }
  const api = {
    create: async () => PLAYERS,
    list: async () => [],
    get: none,
    update: none,
    delete: remove,
  }
  const provider = await loadProvider('vidyard')
  return recordWebhooks(api, {provider, profile: 'vidyard', settings, now: () => new Date()})
}

test('recorded webhooks are listed by filter, and once per id', async () => {
  const webhooks = await startRecording()
  await webhooks.create(PLAYERS)
  await webhooks.create(PLAYERS)

  for (const filter of [{}, {kind: 'players'}, {scope: '1'}, {event: 'playlist_create'}]) {
    expect(await webhooks.list(filter)).toMatchObject([{id: '7', recorded: true}])
  }
  for (const filter of [{kind: 'analytics'}, {scope: '2'}, {event: 'view'}]) {
    expect([filter, await webhooks.list(filter)]).toEqual([filter, []])
  }
})

test('a deletion passes the kind, as kinds can share an id; if it fails, the record stays', async () => {
  const asked: unknown[] = []
  const webhooks = await startRecording(async (...args) => {
    asked.push(args)
    throw new HooksError('unreachable', 'nobody there')
  })
  await webhooks.create(PLAYERS)

  await expect(webhooks.delete('7')).rejects.toMatchObject({code: 'unreachable'})

  expect(asked).toEqual([['7', {kind: 'players'}]])
  expect(await webhooks.list()).toHaveLength(1)
})
