import {expect, test} from 'vitest'
import {defined} from '../../src/core/defined.ts'

test('undefined fields are left out, other falsy values are kept', () => {
  const fields = defined({a: undefined, b: null, c: 0, d: '', e: false})

  expect(Object.entries(fields)).toEqual([
    ['b', null],
    ['c', 0],
    ['d', ''],
    ['e', false],
  ])
})
