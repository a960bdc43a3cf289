import * as fc from 'fast-check'
import {expect, test} from 'vitest'
import {
  applySettingsChanges,
  checkDeliverySettings,
  matchesFilter,
  toRetryPolicy,
} from '../../src/core/delivery-settings.ts'
import {type RetryPolicy, STANDARD_RETRIES} from '../../src/core/delivery.ts'
import {matchesGlob} from '../../src/core/glob.ts'

const VENDOR: RetryPolicy = {delaysMs: [3000], jitter: 0, honoursRetryAfter: false}

test('a schedule is the vendor’s, the standard one, or a list of delays', () => {
  expect(toRetryPolicy(undefined, VENDOR)).toBe(VENDOR)
  expect(toRetryPolicy('vendor', VENDOR)).toBe(VENDOR)
  expect(toRetryPolicy('standard', VENDOR)).toBe(STANDARD_RETRIES)
  expect(toRetryPolicy('5s,5m,30m', VENDOR).delaysMs).toEqual([5000, 300_000, 1_800_000])
})

test.each(['', 'soon', '5s,', '-5s', '1e9', '31d', `${'1s,'.repeat(50)}1s`])(
  'the schedule %j is rejected',
  (retries) => {
    expect(() => checkDeliverySettings({retries})).toThrow('is not a retry schedule')
  },
)

test.each([
  'Host',
  'content-length',
  'Transfer-Encoding',
  'connection',
  'te',
  'Upgrade',
  'Expect',
  'proxy-authorization',
  'Cookie',
  'user-agent',
  'Webhook-Signature',
  'no space',
  '',
  '__proto__',
])('the header name %j is rejected', (name) => {
  expect(() => checkDeliverySettings({headers: Object.fromEntries([[name, 'x']])})).toThrow(
    `header ${JSON.stringify(name.toLowerCase())}`,
  )
})

test.each(['a\r\nb', 'a\0b', 'é', 'x'.repeat(4097)])(
  'an invalid header value is rejected',
  (value) => {
    expect(() => checkDeliverySettings({headers: {'x-tenant': value}})).toThrow('header "x-tenant"')
  },
)

test('the 21st header is rejected', () => {
  const headers = Object.fromEntries(Array.from({length: 21}, (_, n) => [`x-${n}`, 'v']))

  expect(() => checkDeliverySettings({headers})).toThrow('more than 20')
})

test('a filter matches if each of its fields matches the payload', () => {
  const payload = {quality: '720p', live: true, video: {id: 'vi1'}, 'Video.id': '7', none: null}

  expect(matchesFilter(undefined, payload)).toBe(true)
  expect(matchesFilter({quality: ['720p', '1080p'], 'video.id': ['vi*']}, payload)).toBe(true)
  expect(matchesFilter({'Video.id': ['7'], live: ['true']}, payload)).toBe(true)
  expect(matchesFilter({quality: ['1080p']}, payload)).toBe(false)
  expect(matchesFilter({quality: ['720p'], missing: ['*']}, payload)).toBe(false)
  expect(matchesFilter({constructor: ['*'], __proto__: ['*']}, payload)).toBe(false)
})

test('a * matches any text, like .* in a regular expression', () => {
  const letters = fc.string({unit: fc.constantFrom('a', 'b', '*'), maxLength: 12})
  fc.assert(
    fc.property(
      letters,
      fc.string({unit: fc.constantFrom('a', 'b'), maxLength: 20}),
      (glob, text) => {
        const expression = new RegExp(`^${glob.replaceAll('*', '.*')}$`)
        expect(matchesGlob(glob, text)).toBe(expression.test(text))
      },
    ),
  )
})

const LONG = 50_000
const PATHOLOGICAL: [string, string][] = [
  ['a*'.repeat(LONG / 2), 'a'.repeat(LONG)],
  [`${'a*'.repeat(LONG / 2)}b`, 'a'.repeat(LONG)],
  ['*'.repeat(LONG), 'a'.repeat(LONG)],
  [`*${'a'.repeat(LONG)}*`, 'a'.repeat(LONG - 1)],
  [`*${'a'.repeat(LONG / 2)}b*`, 'a'.repeat(LONG)],
  [`*${'ab'.repeat(LONG / 2)}c*`, 'ab'.repeat(LONG)],
  ['(a+)+$'.repeat(LONG / 6), 'a'.repeat(LONG)],
]

test.each(PATHOLOGICAL)('a filter of 50 kB takes linear time', (pattern, text) => {
  // Takes the fastest of several runs, because other work can only slow one down.
  const times = Array.from({length: 5}, () => {
    const started = performance.now()
    matchesFilter({field: [pattern]}, {field: text})
    return performance.now() - started
  })

  expect(Math.min(...times)).toBeLessThan(50)
})

test('a change keeps settings that it does not name, and removes those set to null', () => {
  expect(applySettingsChanges({retries: '5s', fifo: true}, {fifo: null, concurrency: 2})).toEqual({
    retries: '5s',
    concurrency: 2,
  })
})
