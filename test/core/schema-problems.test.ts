import {Type} from 'typebox'
import {Value} from 'typebox/value'
import {expect, test} from 'vitest'
import {describeProblemsOf} from '../../src/core/payload/schema-problems.ts'

const SCHEMA = Type.Object(
  {
    encoding: Type.String({enum: ['hls', 'mp4']}),
    type: Type.Literal('done'),
    meta: Type.Union([Type.Object({}), Type.Null()]),
    percent: Type.Number({enum: [0, 25]}),
    user: Type.Object({id: Type.Integer({minimum: 1})}),
  },
  {additionalProperties: false},
)
const FIT = {encoding: 'hls', type: 'done', meta: null, percent: 25, user: {id: 1}}

test.each([
  [{encoding: 'dash'}, ['payload.encoding must be hls or mp4']],
  [{encoding: 7}, ['payload.encoding must be hls or mp4']],
  [{type: 'begun'}, ['payload.type must be done']],
  [{meta: 'x'}, ['payload.meta must be object or null']],
  [{percent: 30}, ['payload.percent must be 0 or 25']],
  [{user: {id: 0}}, ['payload.user.id must be >= 1']],
  [{more: 1}, ['payload must not contain "more"']],
  [{user: undefined}, ['payload must have required properties user']],
])('%j: %j', (change, words) => {
  const value = JSON.parse(JSON.stringify({...FIT, ...change}))

  expect(describeProblemsOf('payload', Value.Errors(SCHEMA, value))).toEqual(words)
})

test('only some of many allowed values, and the first of many problems, are listed', () => {
  const values = Array.from({length: 30}, (_, index) => `v${index}`)
  const schema = Type.Record(Type.String(), Type.String({enum: values}))
  const value = Object.fromEntries(values.map((name) => [name, 'none']))

  const words = describeProblemsOf('payload', Value.Errors(schema, value))

  expect(words).toHaveLength(5)
  expect(words[0]).toMatch(/^payload\.v0 must be v0 or .* or v19 or one of 10 more$/)
})
