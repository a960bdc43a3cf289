import {expect, test} from 'vitest'
import {
  ANALYTICS,
  AUTH_TOKEN,
  INTEGRATIONS,
  NEW_ANALYTICS,
  NEW_PLAYERS,
  PLAYERS,
  startVidyard,
} from '../support/vidyard.ts'

const IN_FIRST = ANALYTICS.replace('6871', '1')

test('a webhook is created, listed, changed and deleted through the second API', async () => {
  await using vidyard = await startVidyard()

  const created = await vidyard.ask('POST', INTEGRATIONS, {payload: NEW_ANALYTICS})
  const {webhook_id: id} = created.json()
  const listed = await vidyard.ask('GET', INTEGRATIONS)
  const changed = await vidyard.ask('PUT', `${INTEGRATIONS}/${id}`, {
    payload: {url: 'https://example.com/other'},
  })
  const deleted = await vidyard.ask('DELETE', `${INTEGRATIONS}/${id}`)

  const webhook = {id, ...NEW_ANALYTICS, is_valid: true}
  expect([created.statusCode, created.body]).toEqual([201, `{"webhook_id":${id}}`])
  expect([listed.statusCode, listed.json()]).toEqual([200, [webhook]])
  expect([changed.statusCode, changed.json()]).toEqual([
    200,
    {...webhook, url: 'https://example.com/other'},
  ])
  expect(deleted.statusCode).toBe(200)
  expect((await vidyard.ask('GET', INTEGRATIONS)).json()).toEqual([])
})

test('each of the three attributes can be changed, and stays unchanged if left out', async () => {
  await using vidyard = await startVidyard()
  const created = await vidyard.ask('POST', INTEGRATIONS, {payload: NEW_ANALYTICS})
  const path = `${INTEGRATIONS}/${created.json().webhook_id}`

  const changes = {security_key: 'other', event_subscriptions: ['identified_view']}
  const changed = await vidyard.ask('PUT', path, {payload: changes})
  const same = await vidyard.ask('PUT', path, {query: {}, payload: {auth_token: AUTH_TOKEN}})

  expect(changed.json()).toMatchObject({url: NEW_ANALYTICS.url, ...changes})
  expect(same.json()).toEqual(changed.json())
})

test('the second API can change the analytics webhooks of all organizations of the token', async () => {
  await using vidyard = await startVidyard()
  const inFirst = await vidyard.ask('POST', IN_FIRST, {payload: NEW_ANALYTICS})
  const elsewhere = await vidyard.ask('POST', ANALYTICS, {payload: NEW_ANALYTICS})

  const path = `${INTEGRATIONS}/${elsewhere.json().webhook_id}`
  const changed = await vidyard.ask('PUT', path, {payload: {security_key: 'simsim'}})
  const listed = await vidyard.ask('GET', INTEGRATIONS)

  expect(changed.json()).toMatchObject({security_key: 'simsim'})
  expect(listed.json().map(({id}: {id: number}) => id)).toEqual(
    [inFirst, elsewhere].map((answer) => answer.json().webhook_id),
  )
})

test("the second API hides player webhooks, and webhooks outside the token's organization", async () => {
  await using vidyard = await startVidyard({'vidyard.tokenOrganization': '6871'})
  const ofPlayers = await vidyard.ask('POST', PLAYERS, {payload: NEW_PLAYERS})
  const {vendorId} = await vidyard.store.webhooks.create({
    provider: 'vidyard',
    kind: 'analytics',
    scope: '1',
    url: 'https://example.com/in',
    events: ['view'],
    vendorId: 'sequence',
  })

  for (const id of [ofPlayers.json().webhook_id, vendorId]) {
    const path = `${INTEGRATIONS}/${id}`
    const answers = [
      await vidyard.ask('PUT', path, {payload: {}}),
      await vidyard.ask('DELETE', path),
    ]
    expect(answers.map(({statusCode}) => statusCode)).toEqual([404, 404])
  }
  expect((await vidyard.ask('GET', INTEGRATIONS)).json()).toEqual([])
})

test('the organization of the token is an assumption', async () => {
  await using vidyard = await startVidyard({'vidyard.tokenOrganization': '6871'})

  const created = await vidyard.ask('POST', ANALYTICS, {payload: NEW_ANALYTICS})

  const listed = await vidyard.ask('GET', INTEGRATIONS)
  expect(listed.json()).toMatchObject([{id: created.json().webhook_id}])
})

test.each(['webhooks', 'data'])('the list may be in an envelope named %s', async (envelope) => {
  await using vidyard = await startVidyard({'vidyard.listEnvelope': envelope})
  await vidyard.ask('POST', INTEGRATIONS, {payload: NEW_ANALYTICS})

  const listed = await vidyard.ask('GET', INTEGRATIONS)

  expect(listed.json()).toMatchObject({[envelope]: [{url: NEW_ANALYTICS.url}]})
})

test('a webhook that is disabled on this server is not valid', async () => {
  await using vidyard = await startVidyard()
  await vidyard.ask('POST', INTEGRATIONS, {payload: NEW_ANALYTICS})
  const [webhook] = await vidyard.store.webhooks.list()

  await vidyard.store.webhooks.update(webhook?.id ?? '', {state: 'disabled'})

  const listed = await vidyard.ask('GET', INTEGRATIONS)
  expect(listed.json()).toMatchObject([{is_valid: false}])
})

test('bad changes get 400, unknown webhooks and methods 404, and any Accept header is accepted', async () => {
  await using vidyard = await startVidyard()
  const created = await vidyard.ask('POST', INTEGRATIONS, {payload: NEW_ANALYTICS})
  const path = `${INTEGRATIONS}/${created.json().webhook_id}`

  const answers = [
    await vidyard.ask('PUT', path, {payload: {url: null}}),
    await vidyard.ask('PUT', path, {payload: {security_key: ''}}),
    await vidyard.ask('PUT', path, {payload: {event_subscriptions: ['playlist_create']}}),
    await vidyard.ask('PUT', path, {payload: '{'}),
    await vidyard.ask('POST', INTEGRATIONS, {payload: {}}),
    await vidyard.ask('PUT', `${INTEGRATIONS}/999`, {payload: {}}),
    await vidyard.ask('GET', path),
    await vidyard.ask('PATCH', path),
    await vidyard.ask('GET', INTEGRATIONS, {headers: {accept: 'text/html'}}),
  ]

  expect(answers.map(({statusCode}) => statusCode)).toEqual([
    400, 400, 400, 400, 400, 404, 404, 404, 200,
  ])
})
