import {expect, test} from 'vitest'
import {HERD_DELAY_MS, stampede} from '../support/herd.ts'

test('deliveries due at the same time stay within the limit, and their retries spread out', async () => {
  const count = 1000

  const {mostAtOnce, waitsMs} = await stampede(count, 16)

  expect(mostAtOnce).toBeLessThanOrEqual(16)
  expect(waitsMs).toHaveLength(count)
  expect(Math.min(...waitsMs)).toBeGreaterThanOrEqual(0.8 * HERD_DELAY_MS)
  expect(Math.max(...waitsMs)).toBeLessThanOrEqual(1.2 * HERD_DELAY_MS)
  const perSecond = Map.groupBy(waitsMs, (ms) => Math.floor(ms / 1000))
  expect(Math.max(...[...perSecond.values()].map(({length}) => length))).toBeLessThan(count / 10)
})
