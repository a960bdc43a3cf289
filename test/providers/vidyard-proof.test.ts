import {expect, test} from 'vitest'
import {planScenario} from '../../src/actions/trigger/scenario.ts'
import {readAssumptions} from '../../src/actions/target/assumptions.ts'
import {freshen} from '../../src/core/payload/fresh.ts'
import {vidyard as provider} from '../../src/providers/vidyard/index.ts'
import {findSecretProblem, verify} from '../../src/providers/vidyard/proof.ts'
import {Value} from 'typebox/value'

const NOW = new Date('2026-03-04T05:06:07.890Z')

function check(headers: Record<string, string>, body: string, key = 'sesame') {
  return verify({headers, body: Buffer.from(body)}, key).result
}

test('the key is found in any header or top-level field, but only as the whole value', () => {
  expect(check({'x-any-header': 'sesame'}, '{}')).toBe('valid')
  expect(check({}, '{"any_field":"sesame"}')).toBe('valid')
  expect(check({'x-any-header': 'sesame!'}, '{"a":"sesam","b":{"c":"sesame"}}')).toBe('invalid')
  expect(check({}, 'sesame')).toBe('invalid')
  expect(check({}, '"sesame"')).toBe('invalid')
  expect(check({}, '\u{FFFD}')).toBe('invalid')
})

test('an empty key proves nothing, and the reason does not contain the key', () => {
  expect(check({'x-any-header': ''}, '{"a":""}', '')).toBe('invalid')
  expect(verify({headers: {}, body: Buffer.from('{}')}, 'sesame')).toEqual({
    result: 'invalid',
    reason: 'no header and no field of the body contains the security key',
  })
})

test('a key that a header cannot carry unchanged is refused', () => {
  expect(
    ['a\r\nb', '\0', ' a', 'a\t', '\u{D800}', 'a'.repeat(1025)].map(findSecretProblem),
  ).toEqual([
    'contains a control character',
    'contains a control character',
    'begins or ends with a space, or is not valid Unicode',
    'contains a control character',
    'begins or ends with a space, or is not valid Unicode',
    'is longer than 1024 characters',
  ])
  expect(findSecretProblem('Schlüssel 鍵')).toBeUndefined()
})

test('securityKeyHeader must be a header name, but not one that hooks uses itself', async () => {
  const given = await readAssumptions(['vidyard.securityKeyHeader=X-Vidyard-Key'])

  expect(given).toEqual({'vidyard.securityKeyHeader': 'X-Vidyard-Key'})
  for (const name of ['a b', '', 'content-type', 'Webhook-Id', 'host', 'x:y']) {
    await expect(readAssumptions([`vidyard.securityKeyHeader=${name}`])).rejects.toMatchObject({
      code: 'usage',
    })
  }
})

test('times have the format in the samples: whole seconds, and days at midnight', () => {
  const type = provider.events.types.find(({name}) => name === 'attention_span')
  if (type === undefined) throw new Error('there is no attention_span')

  const fresh = freshen(type.sample, type.schema, {now: NOW})

  expect(fresh).toMatchObject({
    timestamp: '2026-03-04T05:06:07Z',
    day: '2026-03-04T00:00:00Z',
    player_load_id: expect.any(Number),
  })
})

test('an attention span has at most 200 points, and a view one of five percentages', () => {
  const schemaOf = (wanted: string) => {
    const type = provider.events.types.find(({name}) => name === wanted)
    if (type === undefined) throw new Error(`there is no ${wanted}`)
    return {fits: (part: object) => Value.Check(type.schema, {...type.sample, ...part})}
  }
  const points = (count: number) => Object.fromEntries(Array(count).fill(1).entries())
  const span = schemaOf('attention_span')
  const view = schemaOf('view')

  expect([200, 201].map((count) => span.fits({attention_span: points(count)}))).toEqual([
    true,
    false,
  ])
  expect(span.fits({attention_span: {first: 1}})).toBe(false)
  expect([0, 25, 30].map((percent) => view.fits({percent_watched: percent}))).toEqual([
    true,
    true,
    false,
  ])
  expect(schemaOf('identified_view').fits({percent_watched: 33.3})).toBe(true)
})

test('full-watch sends five views, the identified view after the length, and the attention span', async () => {
  const [scenario] = provider.events.scenarios
  const steps = (scenario?.steps ?? []).map(({event, afterMs, set = {}}) => {
    const type = provider.events.types.find(({name}) => name === event)
    if (type === undefined) throw new Error(`there is no ${event}`)
    return {event: {provider, type}, afterMs, set}
  })

  const planned = await planScenario(
    {name: 'full-watch', steps},
    {now: NOW, speed: 1, force: false},
  )

  const told = planned.map(({payload}) => [payload['type'], payload['percent_watched']])
  expect(told).toEqual([
    ...[0, 25, 50, 75, 100].map((percent) => ['view', percent]),
    ['identified_view', 100],
    ['attention_span', undefined],
  ])
  const points = Object.keys(planned.at(-1)?.payload['attention_span'] ?? {}).length
  const waited = planned.slice(0, 6).reduce((sum, {waitMs}) => sum + waitMs, 0)
  expect(waited).toBeGreaterThanOrEqual(points * 1000)
  for (const name of ['visitor_vidyard_uuid', 'player_uuid', 'video_id']) {
    expect(new Set(planned.map(({payload}) => payload[name])).size).toBe(1)
  }
  expect(new Set(planned.map(({payload}) => payload['request_id'])).size).toBe(7)
})
