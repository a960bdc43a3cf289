/// <reference lib="dom" />
import {createServer, type AddressInfo} from 'node:net'
import type {Page} from 'playwright-core'
import {expect, test} from 'vitest'
import {serve} from '../../src/runtime/index.ts'
import {Receiver} from '../../src/receiver/receiver.ts'
import {startBrowser} from '../support/browser.ts'
import {startControl, type Control} from '../support/control.ts'
import {temporaryFolder} from '../support/run.ts'

const REBOUND = 'rebound.example'
const TIMEOUT_MS = 60_000

/** What a page tries. The value of each is what the page could read, or `blocked`. */
type Tries = Readonly<Record<string, string>>

/** Runs in the page. Tries to open a stream with the key. */
async function tryStream({target, key}: {target: string; key: string}): Promise<string> {
  const headers = {authorization: `Bearer ${key}`}
  const answer = await fetch(`${target}/_hooks/v1/stream`, {headers})
  const {value} = (await answer.body?.getReader().read()) ?? {}
  return answer.status < 400 ? new TextDecoder().decode(value) : 'blocked'
}

/** Runs in the page, which has the key: even a page that stole it must not be able to use it. */
async function tryEverything({target, key}: {target: string; key: string}): Promise<Tries> {
  const events = `${target}/_hooks/v1/events`
  const webhooks = `${target}/_hooks/v1/webhooks`
  const authorization = `Bearer ${key}`
  const webhook = JSON.stringify({
    provider: 'apivideo',
    url: 'https://example.com',
    events: ['video.source.recorded'],
  })
  const reading = async (url: string, init?: RequestInit) => {
    const answer = await fetch(url, {signal: AbortSignal.timeout(5000), ...init})
    return answer.status < 400 ? `${answer.status} ${await answer.text()}` : 'blocked'
  }
  const event = (source: EventTarget & {close(): void}) =>
    new Promise<string>((resolve) => {
      source.addEventListener('error', () => resolve('blocked'))
      source.addEventListener('open', () => resolve('open'))
      source.addEventListener('message', () => resolve('message'))
      setTimeout(() => resolve('silent'), 5000)
    }).finally(() => source.close())
  const tries: Record<string, () => Promise<string>> = {
    readHealth: () => reading(`${target}/_hooks/healthz`),
    read: () => reading(webhooks, {headers: {authorization}}),
    readSecretly: () => reading(webhooks, {mode: 'no-cors'}),
    writeJson: () =>
      reading(webhooks, {
        method: 'POST',
        body: webhook,
        headers: {authorization, 'content-type': 'application/json'},
      }),
    writeText: () =>
      reading(webhooks, {
        method: 'POST',
        body: webhook,
        mode: 'no-cors',
        headers: {'content-type': 'text/plain'},
      }),
    writeForm: () =>
      reading(events, {method: 'POST', body: new URLSearchParams({a: '1'}), mode: 'no-cors'}),
    deleteIt: () => reading(`${webhooks}/x`, {method: 'DELETE', headers: {authorization}}),
    vendorApi: () =>
      reading(`${target}/webhooks`, {
        method: 'POST',
        body: webhook,
        headers: {authorization, 'content-type': 'application/json'},
      }),
    stream: () => event(new EventSource(`${target}/_hooks/v1/stream`)),
    socket: () => event(new WebSocket(`${target.replace('http', 'ws')}/_hooks/v1/stream`)),
    beacon: async () => String(navigator.sendBeacon(webhooks, webhook)),
  }
  const results: Record<string, string> = {}
  for (const [name, attempt] of Object.entries(tries)) {
    results[name] = await attempt().catch(() => 'blocked')
  }
  return results
}

/** `0 ` is an opaque response, which the page cannot read. `true` only means that it was sent. */
const NO_ACCESS: Tries = {
  readHealth: 'blocked',
  read: 'blocked',
  readSecretly: '0 ',
  writeJson: 'blocked',
  writeText: '0 ',
  writeForm: '0 ',
  deleteIt: 'blocked',
  vendorApi: 'blocked',
  stream: 'blocked',
  socket: 'blocked',
  beacon: 'true',
}

/** Submits a form, which is a navigation, and returns the text of the resulting page. */
async function submitForm(page: Page, action: string): Promise<string> {
  await Promise.all([
    page.waitForURL(action),
    page.evaluate((target) => {
      const form = document.createElement('form')
      form.method = 'post'
      form.enctype = 'text/plain'
      form.action = target
      document.body.append(form)
      form.submit()
    }, action),
  ])
  return page.innerText('body')
}

async function expectNothingChanged(control: Control): Promise<void> {
  const {json} = await control.ask('GET', '/v1/webhooks')
  expect(json).toEqual({webhooks: []})
  expect((await control.ask('GET', '/v1/events')).json).toEqual({events: []})
}

test(
  'a page of another origin cannot read, write or stream anything',
  async () => {
    await using control = await startControl()
    await using site = await Receiver.start({
      answer: () => ({headers: {'content-type': 'text/html'}, body: '<body>elsewhere'}),
    })
    await using browser = await startBrowser([])
    const page = await browser.open(site.url)

    const place = {target: control.url, key: control.key}
    const results = await page.evaluate(tryEverything, place)
    const stream = await page.evaluate(tryStream, place).catch(() => 'blocked')
    const shown = await submitForm(page, `${control.url}/_hooks/v1/webhooks`)

    expect(results).toEqual(NO_ACCESS)
    expect(stream).toBe('blocked')
    expect(shown).toContain('cross-origin requests are not allowed')
    await expectNothingChanged(control)
  },
  TIMEOUT_MS,
)

test(
  'a page whose name was rebound to this machine cannot read, write or stream anything',
  async () => {
    const port = await freePort()
    await using control = await startControl({port})
    await using browser = await startBrowser([REBOUND])
    // The error response is itself a page of the rebound origin, which is now also the server's.
    const page = await browser.open(`http://${REBOUND}:${port}/_hooks/healthz`)
    const target = `http://${REBOUND}:${port}`

    const origin = await page.evaluate(() => location.origin)
    const results = await page.evaluate(tryEverything, {target, key: control.key})
    const stream = await page.evaluate(tryStream, {target, key: control.key})

    expect(origin).toBe(target)
    expect(stream).toBe('blocked')
    expect(results).toEqual({
      ...NO_ACCESS,
      readSecretly: 'blocked',
      writeText: 'blocked',
      writeForm: 'blocked',
    })
    await expectNothingChanged(control)
  },
  TIMEOUT_MS,
)

test(
  'the same page is allowed if the server is configured to accept its name',
  async () => {
    await using folder = await temporaryFolder()
    const options = {
      host: '127.0.0.1',
      port: 0,
      store: `${folder.path}/s.db`,
      apiKey: 'hk_forTestsOnly',
    }
    await using server = await serve({
      ...options,
      allowHosts: [REBOUND],
      rateLimit: 'off',
      log: 'silent',
    })
    await using browser = await startBrowser([REBOUND])
    const {port} = new URL(server.url)

    const page = await browser.open(`http://${REBOUND}:${port}/_hooks/healthz`)

    expect(await page.innerText('body')).toBe('{"status":"ok"}')
    const place = {target: `http://${REBOUND}:${port}`, key: options.apiKey}
    expect(await page.evaluate(tryStream, place)).toContain('retry:')
  },
  TIMEOUT_MS,
)

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  // A server that listens on a port has an address and no path.
  const {port} = server.address() as AddressInfo
  await new Promise((resolve) => void server.close(resolve))
  return port
}
