import {expect, test} from 'vitest'
import {VirtualClock} from '../../src/core/clock.ts'
import {Receiver} from '../../src/receiver/receiver.ts'
import {Counter, Histogram} from '../../src/server/watch/metrics.ts'
import {ask, startControl} from '../support/control.ts'

const EVENT = 'video.source.recorded'

test('metrics and stats count what was sent and require the key', async () => {
  await using receiver = await Receiver.start({answer: () => ({status: 204})})
  await using control = await startControl()
  const {id} = await control.control.webhooks.create({
    provider: 'apivideo',
    url: `${receiver.url}/in`,
    events: [EVENT],
  })
  const event = {provider: 'apivideo', type: EVENT, payload: {type: EVENT}, force: true}
  const accepted = await control.control.events.create(event)
  await control.control.events.get(accepted.id, {wait: 'done', timeoutMs: 10_000})

  const {text, headers} = await control.ask('GET', '/metrics')
  const {json} = await control.ask('GET', '/v1/stats')

  expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8')
  expect(text).toContain('\nhooks_attempts_total{provider="apivideo",result="2xx"} 1\n')
  expect(text).toContain(`\nhooks_webhook_attempts_total{webhook="${id}",result="2xx"} 1\n`)
  expect(text).toContain('\nhooks_delivered_total{provider="apivideo"} 1\n')
  expect(text).toContain('\nhooks_failed_total{provider="apivideo"} 0\n')
  expect(text).toContain('\nhooks_pruned_rows_total 0\n')
  expect(text).toContain('\nhooks_attempt_duration_seconds_count{provider="apivideo"} 1\n')
  expect(text).toContain('\nhooks_queue_age_seconds_bucket{provider="apivideo",le="+Inf"} 1\n')
  expect(text).toMatch(/\nhooks_store_commit_seconds_count [1-9]/)
  expect(text).toMatch(/^# HELP hooks_pending .*\n# TYPE hooks_pending gauge\nhooks_pending \d\n/)
  expect(json).toMatchObject({attempts: 1, delivered: 1, failed: 0, inFlight: 0, pruned: 0})
  for (const path of ['/metrics', '/v1/stats']) {
    expect((await ask(`${control.url}/_hooks${path}`, 'GET')).status).toBe(401)
  }
})

test('advancing the clock prunes old data and reports the number of rows', async () => {
  await using receiver = await Receiver.start({answer: () => ({status: 204})})
  await using control = await startControl({clock: new VirtualClock(Date.now())})
  await control.control.webhooks.create({
    provider: 'apivideo',
    url: `${receiver.url}/in`,
    events: [EVENT],
  })
  const event = {provider: 'apivideo', type: EVENT, payload: {type: EVENT}, force: true}
  const {id, deliveries} = await control.control.events.create(event)
  await control.control.events.get(id, {wait: 'done', timeoutMs: 10_000})

  await control.ask('POST', '/v1/clock/advance', {body: {ms: 31 * 24 * 60 * 60 * 1000}})

  const path = `/v1/deliveries/${deliveries[0]?.id}`
  expect((await control.ask('GET', path)).json).toMatchObject({
    state: 'delivered',
    body: '',
    bodyPruned: true,
  })
  expect((await control.ask('POST', `${path}/retry`)).status).toBe(409)
  expect((await control.ask('GET', '/v1/stats')).json).toMatchObject({pruned: 2})
})

test('a histogram counts into every bucket that holds the value', () => {
  const histogram = new Histogram({name: 'h', help: 'Help.'}, [1, 5])

  for (const value of [0.5, 1, 3, 9]) histogram.observe(value)

  expect(histogram.formatLines()).toEqual([
    '# HELP h Help.',
    '# TYPE h histogram',
    'h_bucket{le="1"} 2',
    'h_bucket{le="5"} 3',
    'h_bucket{le="+Inf"} 4',
    'h_sum 13.5',
    'h_count 4',
  ])
})

test('a counter has a bounded number of series, and label values cannot break its lines', () => {
  const counter = new Counter({name: 'c', help: 'Help.'})

  counter.add({webhook: 'a"b\\c\nd'})
  for (let n = 0; n < 5000; n++) counter.add({webhook: `wh_${n}`})

  const lines = counter.formatLines()
  expect(lines[2]).toBe(String.raw`c{webhook="a\"b\\c\nd"} 1`)
  expect(lines).toHaveLength(2 + 1000 + 1)
  expect(lines.at(-1)).toBe('c{webhook="other"} 4001')
  expect(counter.total).toBe(5001)
})
