import {connect} from 'node:net'
import {text} from 'node:stream/consumers'
import {expect, test} from 'vitest'
import {ask, startControl} from '../support/control.ts'

const WEBHOOK = JSON.stringify({
  provider: 'apivideo',
  url: 'https://example.com/in',
  events: ['video.source.recorded'],
})

type Choices = Readonly<Record<string, readonly (string | undefined)[]>>

/** The first value of each header is what a hooks program sends; pages send or try the others. */
const listChoices = (url: string, key: string): Choices => {
  const {host, port} = new URL(url)
  return {
    host: [host, `127.0.0.1.evil.example:${port}`, 'localhost:1'],
    origin: [undefined, url, 'null', 'https://evil.example'],
    'sec-fetch-site': [undefined, 'same-origin', 'cross-site'],
    'content-type': ['application/json', 'text/plain', 'application/x-www-form-urlencoded'],
    authorization: [`Bearer ${key}`, undefined, 'Bearer wrong'],
  }
}

/** How many of the choices for each header, from the first, are allowed. */
const ALLOWED: Readonly<Record<string, number>> = {
  host: 1,
  origin: 2,
  'sec-fetch-site': 2,
  'content-type': 1,
  authorization: 1,
}

test('no combination of headers that a page could send changes anything', async () => {
  await using control = await startControl()
  const choices = Object.entries(listChoices(control.url, control.key))
  const combinations = choices.reduce<Record<string, number>[]>(
    (all, [name, values]) =>
      all.flatMap((combination) => values.map((_, index) => ({...combination, [name]: index}))),
    [{}],
  )

  const wrong: string[] = []
  let created = 0
  for (const combination of combinations) {
    const headers = Object.fromEntries(
      choices.map(([name, values]) => [name, values[combination[name] ?? 0]]),
    )
    const {status} = await ask(`${control.url}/_hooks/v1/webhooks`, 'POST', {
      body: WEBHOOK,
      headers,
    })
    const isAllowed = Object.entries(combination).every(
      ([name, index]) => index < (ALLOWED[name] ?? 0),
    )
    if (isAllowed) created++
    const isRight = isAllowed ? status === 201 : [400, 401, 403, 415].includes(status)
    if (!isRight) wrong.push(`${status} for ${JSON.stringify(headers)}`)
  }

  expect(wrong).toEqual([])
  const {json} = await control.ask('GET', '/v1/webhooks')
  expect(json.webhooks).toHaveLength(created)
  expect(created).toBe(4)
}, 60_000)

test('control routes do not accept the server key in a query', async () => {
  await using control = await startControl()

  for (const name of ['key', 'token', 'access_token', 'auth_token', 'authorization']) {
    const url = `${control.url}/_hooks/v1/webhooks?${name}=${control.key}`
    expect((await ask(url, 'GET')).status).toBe(401)
  }
})

const RAW_HOSTS: Readonly<Record<string, string>> = {
  'no Host': '',
  'an empty Host': 'host:\r\n',
  'two Hosts': 'host: PLACE\r\nhost: evil.example\r\n',
}

for (const [what, lines] of Object.entries(RAW_HOSTS)) {
  test(`a request with ${what} is refused`, async () => {
    await using control = await startControl()
    const {host, port} = new URL(control.url)
    const socket = connect(Number(port), '127.0.0.1')
    const head = `GET /_hooks/v1/webhooks HTTP/1.1\r\n${lines.replace('PLACE', host)}`
    socket.end(`${head}authorization: Bearer ${control.key}\r\nconnection: close\r\n\r\n`)

    expect(await text(socket)).toMatch(/^HTTP\/1\.1 40[03] /)
  })
}
