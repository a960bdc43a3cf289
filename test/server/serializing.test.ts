import {expect, test} from 'vitest'
import {compileSerializer} from '../../src/server/http/serializing.ts'

const PLACE = {method: 'GET', url: '/'}

test('a response contains only what its schema names', () => {
  const schema = {type: 'object', properties: {id: {type: 'string'}}} as const

  const write = compileSerializer({...PLACE, schema})

  expect(write({id: 'a', secret: 'sesame'})).toBe('{"id":"a"}')
  expect(write({id: 'b'})).toBe('{"id":"b"}')
})

test('a schema is not compiled before its first response', () => {
  const schema = {$ref: '#/nowhere'}

  const write = compileSerializer({...PLACE, schema})

  expect(() => write({})).toThrow('nowhere')
})
