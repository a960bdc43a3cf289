import {expect, test} from 'vitest'
import {findValueAt} from '../../src/core/payload/value-at.ts'

const PAYLOAD = {a: {b: [{c: 3}], 'd.e': 5}, 'x.y': 4, none: null}

test.each([
  ['below objects and lists', 'a.b.0.c', 3],
  ['at a name that contains dots', 'x.y', 4],
  ['at a name that contains dots, below an object', 'a.d.e', 5],
  ['that is null', 'none', null],
])('a value %s is found: %s', (_, path, value) => {
  expect(findValueAt(PAYLOAD, path)).toBe(value)
})

test.each(['a.z', 'a.b.1', 'a.b.length.x', 'none.a', 'constructor', 'a.constructor', ''])(
  'nothing is found at %j',
  (path) => {
    expect(findValueAt(PAYLOAD, path)).toBeUndefined()
  },
)
