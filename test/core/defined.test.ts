import {expect, test} from 'vitest'
import {defined} from '../../src/core/defined.ts'

test('a field that is undefined is left out, whatever else is falsy stays', () => {
  const fields = defined({a: undefined, b: null, c: 0, d: '', e: false})

  expect(Object.entries(fields)).toEqual([
    ['b', null],
    ['c', 0],
    ['d', ''],
    ['e', false],
  ])
})
