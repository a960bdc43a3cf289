import {expect, test} from 'vitest'
import {TREACHEROUS} from '../fuzz/arbitraries.ts'
import {startControl} from '../support/control.ts'

const EVENT = 'video.source.recorded'
const NEW_WEBHOOK = {provider: 'apivideo', url: 'https://example.com/hook', events: [EVENT]}

test.each(Object.entries(TREACHEROUS))(
  'a valid body with %s is 400 with the reason, and creates nothing',
  async (_what, value) => {
    await using control = await startControl()
    const bodyWith = (name: string, rest: object) => {
      const head = JSON.stringify(rest).slice(0, -1)
      return Buffer.concat([`${head},"${name}":`, value, '}'].map((part) => Buffer.from(part)))
    }
    const event = bodyWith('payload', {provider: 'apivideo', type: EVENT, force: true})

    for (const [path, body] of [
      ['events', event],
      ['webhooks', bodyWith('options', NEW_WEBHOOK)],
    ] as const) {
      const {status, json} = await control.ask('POST', `/v1/${path}`, {body})
      expect([path, status, json.error.code]).toEqual([path, 400, 'usage'])
      expect(json.error.message).toMatch(
        /^the body (is nested|contains|must not contain|is not UTF-8)/,
      )
    }
    expect((await control.ask('GET', '/v1/webhooks')).json).toEqual({webhooks: []})
    expect((await control.ask('GET', '/v1/events')).json).toEqual({events: []})
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  },
)

test('JSON that only looks dangerous is accepted unchanged', async () => {
  await using control = await startControl()
  const payload = {
    text: '{"__proto__":1,"a":1e400,"a":2} \\" [[[ \ud83d\ude00 \u0000',
    'a:': {a: [{a: 1}, {a: 2}], prototype: 1, constructor: 'x'},
    numbers: [1e308, -0.5, 0],
  }
  const event = {provider: 'apivideo', type: EVENT, force: true, payload}

  const {status, json} = await control.ask('POST', '/v1/events', {body: event})

  expect(status).toBe(202)
  const kept = await control.ask('GET', `/v1/events/${json.id}`)
  expect(kept.json.event.payload).toEqual(JSON.parse(JSON.stringify(payload)))
})
