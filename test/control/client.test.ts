import {expect, test} from 'vitest'
import {createControlClient} from '../../src/control/client.ts'
import {exchange} from '../../src/http/request.ts'
import {answering} from '../support/answering-server.ts'

const WEBHOOK = {
  id: 'wh_1',
  provider: 'apivideo',
  url: 'https://example.com',
  events: ['video.source.recorded'],
  state: 'enabled',
  createdAt: '2026-01-02T03:04:05.678Z',
}

test('the key is sent as a bearer token, the filter as a query', async () => {
  await using server = await answering({status: 200, body: {webhooks: [WEBHOOK]}})

  const found = await createControlClient({url: server.url, key: 'k'}).webhooks.list({event: 'a b'})

  expect(found).toEqual([{...WEBHOOK, createdAt: new Date(WEBHOOK.createdAt)}])
  expect(server.asked[0]).toMatchObject({
    method: 'GET',
    path: '/_hooks/v1/webhooks?event=a+b',
    headers: {authorization: 'Bearer k'},
  })
})

test('a list fetches all pages, with the filter on each', async () => {
  const second = {...WEBHOOK, id: 'wh_2'}
  await using server = await answering(
    {status: 200, body: {webhooks: [WEBHOOK], nextCursor: 'c1'}},
    {status: 200, body: {webhooks: [second]}},
  )

  const found = await createControlClient({url: server.url}).webhooks.list({provider: 'apivideo'})

  expect(found.map(({id}) => id)).toEqual(['wh_1', 'wh_2'])
  expect(server.asked.map(({path}) => path)).toEqual([
    '/_hooks/v1/webhooks?provider=apivideo',
    '/_hooks/v1/webhooks?provider=apivideo&cursor=c1',
  ])
})

test('an id cannot escape to another path', async () => {
  await using server = await answering({status: 200, body: WEBHOOK})

  await createControlClient({url: server.url}).webhooks.get('../events?x')

  expect(server.asked[0]?.path).toBe('/_hooks/v1/webhooks/..%2Fevents%3Fx')
})

for (const id of ['', '.', '..']) {
  test(`the id ${JSON.stringify(id)} is not found and not requested`, async () => {
    await using server = await answering({status: 200, body: WEBHOOK})
    const {webhooks} = createControlClient({url: server.url})

    await expect(webhooks.get(id)).rejects.toMatchObject({code: 'not_found'})
    await expect(webhooks.delete(id)).rejects.toMatchObject({code: 'not_found'})
    expect(server.asked).toEqual([])
  })
}

for (const trouble of ['reset', {status: 503}] as const) {
  test(`a read is retried after ${JSON.stringify(trouble)}`, async () => {
    await using server = await answering(trouble, trouble, {status: 200, body: WEBHOOK})

    expect(await createControlClient({url: server.url}).webhooks.get('wh_1')).toMatchObject({
      id: 'wh_1',
    })
  })

  test(`a write is not retried after ${JSON.stringify(trouble)}`, async () => {
    await using server = await answering(trouble)

    const deleted = createControlClient({url: server.url}).webhooks.delete('wh_1')

    await expect(deleted).rejects.toMatchObject({name: 'HooksError'})
    expect(server.asked).toHaveLength(1)
  })
}

test('a server that is not running is unreachable, with the command that starts it', async () => {
  let url: string
  {
    await using server = await answering({status: 200})
    url = server.url
  }

  await expect(createControlClient({url}).webhooks.list()).rejects.toMatchObject({
    code: 'unreachable',
    hint: 'start it with: hooks serve',
  })
})

test('a server that does not respond in time is unreachable', async () => {
  await using server = await answering('silent')
  const request = {method: 'GET' as const, headers: {}, body: '', timeoutMs: 50}

  await expect(exchange({...request, url: new URL(server.url)})).rejects.toMatchObject({
    code: 'unreachable',
  })
})

test('an error has the code, message and hint of the server', async () => {
  const error = {code: 'not_found', message: 'no webhook x', hint: 'look again'}
  await using server = await answering({status: 404, body: {error}})

  await expect(createControlClient({url: server.url}).webhooks.get('x')).rejects.toMatchObject(
    error,
  )
})

test('an error with an unknown code becomes rejected', async () => {
  await using server = await answering({status: 400, body: {error: {code: 'new', message: 'm'}}})

  await expect(createControlClient({url: server.url}).webhooks.get('x')).rejects.toMatchObject({
    code: 'rejected',
    message: 'm',
  })
})

test('a wrong key is unauthorized, with the variable that sets it', async () => {
  await using server = await answering({status: 401})

  const listed = createControlClient({url: server.url, key: 'wrong'}).webhooks.list()

  await expect(listed).rejects.toMatchObject({code: 'unauthorized'})
  await expect(listed).rejects.toHaveProperty('hint', expect.stringContaining('HOOKS_SERVER_KEY'))
})

for (const text of ['<html>', '{}', '{"webhooks":[{"id":1}]}']) {
  test(`a response that is not from a hooks server (${text}) is rejected`, async () => {
    await using server = await answering({status: 200, text})

    await expect(createControlClient({url: server.url}).webhooks.list()).rejects.toMatchObject({
      code: 'rejected',
    })
  })
}
