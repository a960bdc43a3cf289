import {expect, test} from 'vitest'
import {findNearest} from '../../src/core/nearest.ts'

test.each([
  ['lsit', ['init', 'list'], 'list'],
  ['crate', ['create', 'delete'], 'create'],
  ['LIST', ['init', 'list'], 'list'],
  ['xyzzy', ['init', 'list'], undefined],
])('for %s, the nearest of %j is %s', (typed, candidates, meant) => {
  expect(findNearest(typed, candidates)).toBe(meant)
})
