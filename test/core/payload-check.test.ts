import {Type} from 'typebox'
import {expect, test} from 'vitest'
import {PayloadCheck} from '../../src/core/payload/payload-check.ts'
import {SchemaCheck} from '../../src/core/payload/schema-check.ts'

const TYPE = {name: 'video.ready', schema: Type.Object({id: Type.String()})}

test('errors for documented types and custom types have the same wording', () => {
  const refusal = expect.objectContaining({
    code: 'usage',
    message: 'the payload does not match the schema of video.ready: payload.id must be string',
    hint: expect.stringContaining('hooks events video.ready'),
  })
  const own = {name: TYPE.name, schema: {...TYPE.schema}}

  expect(() => new PayloadCheck().checkPayload(TYPE, {id: 7})).toThrow(refusal)
  expect(() => new SchemaCheck().checkPayload(own, {id: 7})).toThrow(refusal)
})

test('a payload that matches its schema is accepted, also the second time', () => {
  const check = new PayloadCheck()

  expect(() => {
    check.checkPayload(TYPE, {id: 'a'})
    check.checkPayload(TYPE, {id: 'b'})
  }).not.toThrow()
})
