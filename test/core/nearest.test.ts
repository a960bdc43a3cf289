import {expect, test} from 'vitest'
import {findNearest} from '../../src/core/nearest.ts'

test.each([
  ['lsit', ['init', 'list'], 'list'],
  ['crate', ['create', 'delete'], 'create'],
  ['LIST', ['init', 'list'], 'list'],
  ['xyzzy', ['init', 'list'], undefined],
])('%s among %j was meant to be %s', (typed, candidates, meant) => {
  expect(findNearest(typed, candidates)).toBe(meant)
})
