import {expect, test} from 'vitest'
import {BoundedCache} from '../../src/core/bounded-cache.ts'

test.each([
  ['all keys are kept up to the limit', ['a', 'b'], ['a', 'b']],
  ['the oldest keys are evicted', ['a', 'b', 'c', 'd'], ['c', 'd']],
  ['a key that is set again takes no extra room', ['a', 'b', 'b'], ['a', 'b']],
  ['a key that is set again becomes the newest', ['a', 'b', 'a', 'c'], ['a', 'c']],
])('%s', (_, set, kept) => {
  const cache = new BoundedCache<string, number>(2)

  for (const [index, key] of set.entries()) cache.set(key, index)

  expect([...cache.keys()]).toEqual(kept)
})

test('get returns the value that was set last, and undefined after eviction', () => {
  const cache = new BoundedCache<string, number>(1)

  cache.set('a', 1)
  cache.set('a', 2)
  expect([cache.get('a'), cache.has('a')]).toEqual([2, true])

  cache.set('b', 3)
  expect([cache.get('a'), cache.has('a')]).toEqual([undefined, false])
})
