import {expect, test} from 'vitest'
import {serializerCompiler} from '../../src/server/http/serializing.ts'

const PLACE = {method: 'GET', url: '/'}

test('an answer holds what its schema names, and nothing else', () => {
  const schema = {type: 'object', properties: {id: {type: 'string'}}} as const

  const write = serializerCompiler({...PLACE, schema})

  expect(write({id: 'a', secret: 'sesame'})).toBe('{"id":"a"}')
  expect(write({id: 'b'})).toBe('{"id":"b"}')
})

test('a schema is not compiled before an answer wants it', () => {
  const schema = {$ref: '#/nowhere'}

  const write = serializerCompiler({...PLACE, schema})

  expect(() => write({})).toThrow('nowhere')
})
