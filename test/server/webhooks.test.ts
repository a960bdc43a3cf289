import {DatabaseSync} from 'node:sqlite'
import {expect, test} from 'vitest'
import {startControl} from '../support/control.ts'
import {temporaryFolder} from '../support/run.ts'

const EVENT = 'video.source.recorded'
const NEW_WEBHOOK = {provider: 'apivideo', url: 'https://example.com/hook', events: [EVENT]}
const NOT_FOUND = {
  status: 404,
  json: {
    error: {
      code: 'not_found',
      message: 'no webhook "nope"',
      hint: 'list webhooks with: hooks list',
    },
  },
}

test('creating a webhook responds 201 with the webhook and its secrets unmasked', async () => {
  await using control = await startControl()

  const {status, json, headers} = await control.ask('POST', '/v1/webhooks', {body: NEW_WEBHOOK})

  expect(status).toBe(201)
  expect(headers['content-type']).toContain('application/json')
  expect(json).toEqual({
    ...NEW_WEBHOOK,
    id: expect.stringMatching(/^webhook_[0-9A-Za-z]{22}$/),
    state: 'enabled',
    createdAt: expect.stringMatching(/^20.*Z$/),
    secret: expect.stringMatching(/^sig_sec_[0-9A-Za-z]{22}$/),
    signingSecret: expect.stringMatching(/^whsec_.{44}$/),
  })
})

test('list and get mask the secrets, and the secrets route shows them', async () => {
  await using control = await startControl()
  const {json: made} = await control.ask('POST', '/v1/webhooks', {body: NEW_WEBHOOK})

  const got = await control.ask('GET', `/v1/webhooks/${made.id}`)
  const list = await control.ask('GET', '/v1/webhooks')
  const secrets = await control.ask('GET', `/v1/webhooks/${made.id}/secrets`)

  const masked = {
    ...made,
    secret: `sig_…${made.secret.slice(-4)}`,
    signingSecret: `whsec_…${made.signingSecret.slice(-4)}`,
  }
  expect(got).toMatchObject({status: 200, json: masked})
  expect(list).toMatchObject({status: 200, json: {webhooks: [masked]}})
  expect(secrets.json).toEqual({
    id: made.id,
    secret: made.secret,
    signingSecret: made.signingSecret,
  })
})

test('a list is filtered by provider, event, scope and kind', async () => {
  await using control = await startControl()
  await control.ask('POST', '/v1/webhooks', {body: NEW_WEBHOOK})
  const count = async (query: string) =>
    (await control.ask('GET', `/v1/webhooks?${query}`)).json.webhooks.length

  expect(await count(`provider=apivideo&event=${EVENT}&scope=1`)).toBe(1)
  for (const query of ['provider=nobody', 'event=video.caption.generated', 'scope=2', 'kind=x']) {
    expect([query, await count(query)]).toEqual([query, 0])
  }
})

test('an update responds with the updated webhook, secrets masked', async () => {
  await using control = await startControl()
  const {json: made} = await control.ask('POST', '/v1/webhooks', {body: NEW_WEBHOOK})
  const path = `/v1/webhooks/${made.id}`
  const body = {url: 'https://example.org', events: ['video.caption.generated'], state: 'paused'}

  const changed = await control.ask('PATCH', path, {body})

  expect(changed).toMatchObject({status: 200, json: {...body, id: made.id}})
  expect(changed.text).not.toContain(made.signingSecret)
  expect((await control.ask('GET', path)).json).toEqual(changed.json)
})

test('secrets that cannot be decrypted are not shown, and requesting them is an error', async () => {
  await using folder = await temporaryFolder()
  const options = {store: `${folder.path}/hooks.db`, encryptionKey: Buffer.alloc(32, 1)}
  {
    await using control = await startControl(options)
    await control.ask('POST', '/v1/webhooks', {body: NEW_WEBHOOK})
  }
  {
    using database = new DatabaseSync(options.store)
    database.exec('update webhooks set secret = signing_secret')
  }
  await using control = await startControl(options)

  const {json} = await control.ask('GET', '/v1/webhooks')
  const secrets = await control.ask('GET', `/v1/webhooks/${json.webhooks[0].id}/secrets`)

  expect(json.webhooks[0]).toMatchObject({state: 'disabled', disabledReason: 'unreadable'})
  expect(json.webhooks[0]).not.toHaveProperty('secret')
  expect(json.webhooks[0]).not.toHaveProperty('signingSecret')
  expect(secrets).toMatchObject({
    status: 409,
    json: {error: {code: 'conflict', hint: expect.stringContaining('create it again')}},
  })
})

test('a rotation responds with new secrets', async () => {
  await using control = await startControl()
  const {json: made} = await control.ask('POST', '/v1/webhooks', {body: NEW_WEBHOOK})

  const {status, json} = await control.ask('POST', `/v1/webhooks/${made.id}/rotate`)

  expect(status).toBe(200)
  expect(json.secret).toMatch(/^sig_sec_/)
  expect([json.secret, json.signingSecret]).not.toEqual([made.secret, made.signingSecret])
  expect((await control.ask('GET', `/v1/webhooks/${made.id}/secrets`)).json).toEqual(json)
})

test('a deletion responds with the id, and the webhook is gone', async () => {
  await using control = await startControl()
  const {json: made} = await control.ask('POST', '/v1/webhooks', {body: NEW_WEBHOOK})
  const path = `/v1/webhooks/${made.id}`

  expect(await control.ask('DELETE', path)).toMatchObject({status: 200, json: {id: made.id}})
  expect((await control.ask('GET', path)).status).toBe(404)
  expect((await control.ask('DELETE', path)).status).toBe(404)
})

test('an unknown webhook is 404 on every route', async () => {
  await using control = await startControl()

  for (const [method, path, body] of [
    ['GET', '/v1/webhooks/nope'],
    ['GET', '/v1/webhooks/nope/secrets'],
    ['POST', '/v1/webhooks/nope/rotate'],
    ['PATCH', '/v1/webhooks/nope', {}],
    ['DELETE', '/v1/webhooks/nope'],
  ] as const) {
    expect(await control.ask(method, path, {body}), `${method} ${path}`).toMatchObject(NOT_FOUND)
  }
})

const OF_ANOTHER_KIND = {provider: 'vidyard', kind: 'analytics', events: ['playlist_create']}

/** What is wrong, the fields that make it so, and the expected message and hint. */
const BAD_CREATIONS = [
  ['an unknown provider', {provider: 'apivido'}, 'unknown provider "apivido"', 'apivideo'],
  ['a name from the prototype', {provider: '__proto__'}, 'unknown provider "__proto__"', 'one of'],
  ['an unknown event', {events: ['video.source.recordd']}, 'event "video.source.recordd"', EVENT],
  ['no event', {events: []}, 'events is empty', 'at least one'],
  ['another protocol', {url: 'ftp://example.com'}, 'is not http or https', 'https://'],
  ['no URL', {url: 'example'}, 'is not a URL', 'https://'],
  ['a user name in the URL', {url: 'http://a@example.com'}, 'contains a user name', 'https://'],
  ['a fragment in the URL', {url: 'http://example.com/#a'}, 'contains a fragment', 'https://'],
  ['a blocked port', {url: 'http://example.com:25'}, 'blocked port 25', 'https://'],
  ['a kind its events are not of', OF_ANOTHER_KIND, 'the events are of kind', 'each kind'],
  ['a scope of another form', {provider: 'mda', scope: 'x', events: []}, '"x" is not', '--scope'],
  ['a line break in the URL', {url: 'http://exam\nple.com'}, 'control character', 'https://'],
] as const

test('an invalid creation is 400 with the reason, and creates nothing', async () => {
  await using control = await startControl()

  for (const [what, changes, message, hint] of BAD_CREATIONS) {
    const body = {...NEW_WEBHOOK, ...changes}
    const {status, json} = await control.ask('POST', '/v1/webhooks', {body})

    expect([what, status]).toEqual([what, 400])
    expect(json.error).toMatchObject({
      code: 'usage',
      message: expect.stringContaining(message),
      hint: expect.stringContaining(hint),
    })
  }
  expect((await control.ask('GET', '/v1/webhooks')).json.webhooks).toEqual([])
})

test('an invalid change is 400 and changes nothing', async () => {
  await using control = await startControl()
  const {json: made} = await control.ask('POST', '/v1/webhooks', {body: NEW_WEBHOOK})
  const path = `/v1/webhooks/${made.id}`
  const before = (await control.ask('GET', path)).json

  for (const body of [
    {url: 'nope'},
    {events: ['nope']},
    {events: []},
    {state: 'asleep'},
    {id: 'x'},
  ]) {
    expect([body, (await control.ask('PATCH', path, {body})).status]).toEqual([body, 400])
  }
  expect((await control.ask('GET', path)).json).toEqual(before)
})

test('a signing secret can only be set by rotation, which keeps the old one a while', async () => {
  await using control = await startControl()
  const body = {...NEW_WEBHOOK, provider: 'standard', events: ['order.paid']}
  const {json: made} = await control.ask('POST', '/v1/webhooks', {body})
  const path = `/v1/webhooks/${made.id}`

  const changed = await control.ask('PATCH', path, {body: {secret: `whsec_${'A'.repeat(44)}`}})

  expect(changed).toMatchObject({
    status: 400,
    json: {error: {code: 'usage', hint: expect.stringContaining('rotate it')}},
  })
  expect((await control.ask('GET', `${path}/secrets`)).json.signingSecret).toBe(made.signingSecret)
})

test('an event type given twice is stored once', async () => {
  await using control = await startControl()

  const {json} = await control.ask('POST', '/v1/webhooks', {
    body: {...NEW_WEBHOOK, events: [EVENT, EVENT]},
  })

  expect(json.events).toEqual([EVENT])
})

test('creating an eleventh webhook of api.video is 409', async () => {
  await using control = await startControl()
  const create = () => control.ask('POST', '/v1/webhooks', {body: NEW_WEBHOOK})
  for (let n = 0; n < 10; n++) await create()

  const {status, json} = await create()

  expect(status).toBe(409)
  expect(json.error).toMatchObject({code: 'rejected', hint: expect.stringContaining('delete')})
})
