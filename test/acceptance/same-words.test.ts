import {expect, test} from 'vitest'
import {startControl} from '../support/control.ts'
import {hooks} from '../support/run.ts'

const URL = 'https://example.com/webhooks'
const PUBLIC_KEY = `whpk_${Buffer.alloc(32, 1).toString('base64')}`

type Rejected = {readonly argv: readonly string[]; readonly body: Record<string, unknown>}

const NEW: Readonly<Record<string, Rejected>> = {
  'an invalid URL': {
    argv: ['--provider', 'apivideo', '--url', 'nonsense', '--events', 'video.source.recorded'],
    body: {provider: 'apivideo', url: 'nonsense', events: ['video.source.recorded']},
  },
  'an unknown event': {
    argv: ['--provider', 'apivideo', '--url', URL, '--events', 'video.source.recordet'],
    body: {provider: 'apivideo', url: URL, events: ['video.source.recordet']},
  },
  'a kind that the provider does not have': {
    argv: ['--provider', 'vidyard', '--url', URL, '--events', 'view', '--kind', 'playrs'],
    body: {provider: 'vidyard', url: URL, events: ['view'], kind: 'playrs'},
  },
  'a scope that the vendor could not have': {
    argv: ['--provider', 'mda', '--url', URL, '--scope', 'x'],
    body: {provider: 'mda', url: URL, events: [], scope: 'x'},
  },
  'an unknown option': {
    argv: ['--provider', 'targetvideo', '--url', URL, '--option', 'timeot=3'],
    body: {provider: 'targetvideo', url: URL, events: [], options: {timeot: 3}},
  },
  'an unknown provider': {
    argv: ['--provider', 'apivideos', '--url', URL, '--events', 'video.source.recorded'],
    body: {provider: 'apivideos', url: URL, events: ['video.source.recorded']},
  },
}

test.each(Object.entries(NEW))(
  'create and the API reject %s with the same words',
  async (_, {argv, body}) => {
    await using control = await startControl()

    const {stderr, exitStatus} = await hooks(['create', ...argv, '--json'], control.env)
    const answer = await control.ask('POST', '/v1/webhooks', {body})

    const {exit, ...error} = JSON.parse(stderr).error
    expect({exit, exitStatus}).toEqual({exit: 2, exitStatus: 2})
    expect(answer).toMatchObject({status: 400, json: {error}})
  },
)

test.each([
  ['an invalid URL', {url: 'nonsense'}, ['--url', 'nonsense']],
  [
    'events for a provider that sends all of them',
    {events: ['add_video']},
    ['--events', 'add_video'],
  ],
  ['both, naming the URL', {url: 'x', events: ['add_video']}, ['--url', 'x', '--events', 'x']],
])('update and the API reject %s with the same words', async (_, body, argv) => {
  await using control = await startControl()
  const {id} = await control.control.webhooks.create({
    provider: 'targetvideo',
    url: URL,
    events: [],
  })

  const {stderr} = await hooks(['update', id, ...argv, '--json'], control.env)
  const answer = await control.ask('PATCH', `/v1/webhooks/${id}`, {body})

  const {exit, ...error} = JSON.parse(stderr).error
  expect(exit).toBeGreaterThan(0)
  expect(answer.json).toEqual({error})
  expect((await control.control.webhooks.get(id)).url).toBe(URL)
})

test('a public key as the signing secret is rejected with the same words', async () => {
  await using control = await startControl()
  const body = {provider: 'standard', url: URL, events: ['order.paid'], secret: PUBLIC_KEY}
  const argv = ['create', '--provider', 'standard', '--url', URL, '--events', 'order.paid']
  const input = {stdin: PUBLIC_KEY}

  const {stderr} = await hooks([...argv, '--secret-file', '-', '--json'], control.env, input)
  const answer = await control.ask('POST', '/v1/webhooks', {body})

  const {exit, ...error} = JSON.parse(stderr).error
  expect(exit).toBe(2)
  expect(answer).toMatchObject({status: 400, json: {error}})
  expect(error.message).toBe('a public key (whpk_) can verify but not sign')
})
