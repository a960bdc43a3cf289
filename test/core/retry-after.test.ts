import {expect, test} from 'vitest'
import {readRetryAfterMs} from '../../src/core/net/retry-after.ts'

const NOW = Date.parse('2026-01-01T00:00:00Z')

test.each([
  ['120', 120_000],
  [' 7 ', 7000],
  ['+7', 7000],
  ['0', 0],
  ['1.5', 1500],
  ['-1', 0],
  ['-1.5', 0],
  ['9999999999', 9_999_999_999_000],
  ['Thu, 01 Jan 2026 00:01:30 GMT', 90_000],
  ['Thursday, 01-Jan-26 00:01:30 GMT', 90_000],
  ['Thu Jan  1 00:01:30 2026', 90_000],
  ['2026-01-01T00:01:30Z', 90_000],
  ['Wed, 31 Dec 2025 23:59:00 GMT', 0],
])('%j asks for a wait of %i ms', (value, ms) => {
  expect(readRetryAfterMs(value, NOW)).toBe(ms)
})

test.each([
  undefined,
  '',
  ' ',
  'soon',
  'apples 5',
  '1e3',
  '0x10',
  'Infinity',
  'NaN',
  '1,5',
  '120, 60',
  '9'.repeat(400),
  'Thu, 99 Jan 2026 00:01:30 GMT',
  ['120', '60'],
])('%j is not a valid wait', (value) => {
  expect(readRetryAfterMs(value, NOW)).toBeUndefined()
})

test('a date in asctime format is UTC in every time zone', () => {
  using _ = setTimeZone('America/New_York')

  expect(readRetryAfterMs('Thu Jan  1 00:01:30 2026', NOW)).toBe(90_000)
})

function setTimeZone(zone: string): Disposable {
  const before = process.env['TZ']
  process.env['TZ'] = zone
  return {
    [Symbol.dispose]() {
      if (before === undefined) delete process.env['TZ']
      else process.env['TZ'] = before
    },
  }
}
