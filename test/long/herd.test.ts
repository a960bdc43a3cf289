import {expect, test} from 'vitest'
import {HERD_DELAY_MS, stampede} from '../support/herd.ts'

test('ten thousand deliveries due at once stay within the limit, and their retries spread out', async () => {
  const count = 10_000

  const {mostAtOnce, waitsMs} = await stampede(count, 64)

  expect(mostAtOnce).toBeLessThanOrEqual(64)
  expect(waitsMs).toHaveLength(count)
  expect(Math.min(...waitsMs)).toBeGreaterThanOrEqual(0.8 * HERD_DELAY_MS)
  const perSecond = Map.groupBy(waitsMs, (ms) => Math.floor(ms / 1000))
  expect(Math.max(...[...perSecond.values()].map(({length}) => length))).toBeLessThan(count / 10)
})
