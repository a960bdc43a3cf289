import {expect, test} from 'vitest'
import {fillIn, parseReference, setFields} from '../../src/core/payload/template.ts'

const values: Readonly<Record<string, unknown>> = {'1.id': 'vi_1', '1.n': 7, '1.o': {a: [1]}}
const fill = (value: unknown) => fillIn(value, (reference) => values[reference])

test('a string that is only a reference becomes its value, with its type', () => {
  expect(fill('{{1.id}}')).toBe('vi_1')
  expect(fill('{{1.n}}')).toBe(7)
  expect(fill('{{1.o}}')).toEqual({a: [1]})
})

test('inside a longer string, a value becomes text', () => {
  expect(fill('{{1.id}}/{{1.n}}')).toBe('vi_1/7')
  expect(fill('of {{1.o}}')).toBe('of {"a":[1]}')
})

test('references are replaced inside lists and objects; other values stay', () => {
  expect(fill({a: ['{{1.n}}', true], b: {c: '{{1.id}}'}, d: null})).toEqual({
    a: [7, true],
    b: {c: 'vi_1'},
    d: null,
  })
})

test('a reference consists of a step and a path', () => {
  expect(parseReference('1.videoId')).toEqual({step: '1', field: 'videoId'})
  expect(parseReference(' first.a.b ')).toEqual({step: 'first', field: 'a.b'})
  expect(parseReference('videoId')).toBeUndefined()
  expect(parseReference('1.')).toBeUndefined()
})

test('fields replace values, objects are merged, and a name with dots is a path', () => {
  const payload = {a: {b: 1, c: 2}, 'x.y': 3, z: 4}

  expect(setFields(payload, {a: {c: 5}, 'x.y': 6, z: 7})).toEqual({
    a: {b: 1, c: 5},
    'x.y': 6,
    z: 7,
  })
  expect(setFields(payload, {'a.b': 8})).toEqual({a: {b: 8, c: 2}, 'x.y': 3, z: 4})
  expect(payload).toEqual({a: {b: 1, c: 2}, 'x.y': 3, z: 4})
})
