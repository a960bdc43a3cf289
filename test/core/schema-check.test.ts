import {expect, test} from 'vitest'
import type {JsonSchema} from '../../src/core/event-type.ts'
import {SchemaCheck} from '../../src/core/payload/schema-check.ts'

const patternSchema = (pattern: string) => ({properties: {a: {type: 'string', pattern}}})

function nest(depth: number): JsonSchema {
  let schema: JsonSchema = {}
  for (let level = 0; level < depth; level++) schema = {not: schema}
  return schema
}

/** A schema bomb: each of forty definitions refers to the next twice, so that paths double. */
function createBomb(): JsonSchema {
  const steps = Array.from({length: 40}, (_, index) => {
    const next = {$ref: `#/$defs/a${index + 1}`}
    return [`a${index}`, {allOf: [next, next]}]
  })
  return {$ref: '#/$defs/a0', $defs: {...Object.fromEntries(steps), a40: {}}}
}

test.each<[string, JsonSchema]>([
  ['object', {type: 'object', required: ['a'], properties: {a: {type: 'string', format: 'uuid'}}}],
  ['internal references', {$ref: '#/$defs/a%20b', $defs: {'a b': {type: 'object'}}}],
  ['anchors', {$ref: '#here', $defs: {a: {$anchor: 'here', type: 'object'}}}],
  ['recursion', {type: 'object', properties: {next: {$ref: '#'}}}],
  ['an id at the top', {$id: 'https://example.com/order.json', type: 'object'}],
  ['draft 7', {$schema: 'http://json-schema.org/draft-07/schema', items: [{}], definitions: {}}],
  [
    'foreign keywords',
    {'x-owner': 'me', properties: {$ref: {type: 'string'}, default: {type: 'string'}}},
  ],
  [
    'data that looks like schemas',
    {default: {$ref: 'https://example.com'}, enum: [{pattern: '('}, {}]},
  ],
  [
    'many fields',
    {properties: Object.fromEntries(Array.from({length: 400}, (_, n) => [`p${n}`, {}]))},
  ],
])('%s is accepted', (_, schema) => {
  expect(() => new SchemaCheck().checkType({name: 't', schema})).not.toThrow()
})

test.each<[string, JsonSchema, RegExp]>([
  ['an unknown type', {type: 'strng'}, /is not a valid JSON Schema: schema\.type/],
  [
    'a list for a schema',
    {properties: {a: []}},
    /is not a valid JSON Schema: schema\.properties\.a/,
  ],
  ['a remote reference', {$ref: 'https://example.com/a.json'}, /refers to another schema, "https:/],
  ['a file', {properties: {a: {$ref: 'file:///etc/passwd'}}}, /refers to another schema, "file:/],
  ['a reference to nothing', {$ref: '#/$defs/a'}, /refers to "#\/\$defs\/a", which does not exist/],
  ['a reference to data', {$ref: '#/default', default: {}}, /which does not exist/],
  ['a broken reference', {$ref: '#/%ff'}, /which does not exist|is not a valid JSON Schema/],
  [
    'an id below the top',
    {$defs: {a: {$id: 'https://example.com/a'}}},
    /has an \$id below its top/,
  ],
  ['a circle', {$ref: '#'}, /refers to itself without end|takes more than 100 ms/],
  ['a broken pattern', patternSchema('(('), /regex|pattern/],
  ['an unknown draft', {$schema: 'https://example.com/draft'}, /uses an unknown JSON Schema draft/],
  ['a deep schema', nest(33), /is nested deeper than 32/],
  ['a very deep schema', nest(20_000), /is longer than 64 KiB|is nested deeper/],
  ['a long schema', {description: 'x'.repeat(70_000)}, /is longer than 64 KiB/],
  [
    'a schema of too many',
    {anyOf: Array.from({length: 501}, () => ({}))},
    /contains more than 500 schemas/,
  ],
  ['a bomb', createBomb(), /takes more than 100 ms/],
])('%s is rejected with the reason', (_, schema, message) => {
  const checking = () => new SchemaCheck().checkType({name: 't', schema})

  expect(checking).toThrow(
    expect.objectContaining({code: 'usage', message: expect.stringMatching(message)}),
  )
})

test('a sample must fit its schema', () => {
  const schema = {type: 'object', properties: {a: {type: 'string'}}}
  const check = new SchemaCheck()

  check.checkType({name: 't', schema, sample: {a: 'x'}})
  expect(() => check.checkType({name: 't', schema, sample: {a: 1}})).toThrow(
    'the sample does not match the schema of t: payload.a must be string',
  )
})

test('a payload that does not match is rejected with its fields, a matching one accepted', () => {
  const schema = {required: ['id'], properties: {id: {type: 'string'}, n: {minimum: 1}}}
  const check = new SchemaCheck()

  check.checkPayload({name: 't', schema}, {id: 'x', n: 1})
  expect(() => check.checkPayload({name: 't', schema}, {n: 0})).toThrow(
    /^the payload does not match the schema of t: .*payload\.n must be >= 1/,
  )
  expect(() => check.checkPayload({name: 't'}, {anything: 1})).not.toThrow()
})

test.each<[string, JsonSchema, Record<string, unknown>]>([
  ['a catastrophic pattern', patternSchema('^(a+)+$'), {a: `${'a'.repeat(60)}b`}],
  ['a slow name pattern', {patternProperties: {'^(a|a)*$': {}}}, {[`${'a'.repeat(60)}b`]: 1}],
])('checking %s is stopped in time', (_, schema, payload) => {
  const check = new SchemaCheck()
  const startedAt = performance.now()

  expect(() => check.checkPayload({name: 't', schema}, payload)).toThrow(/takes more than 100 ms/)
  expect(performance.now() - startedAt).toBeLessThan(2000)
})

test('a payload that is nested very deeply for a recursive schema is rejected', () => {
  let payload: Record<string, unknown> = {}
  for (let level = 0; level < 5000; level++) payload = {next: payload}

  expect(() =>
    new SchemaCheck().checkPayload({name: 't', schema: {properties: {next: {$ref: '#'}}}}, payload),
  ).toThrow(expect.objectContaining({code: 'usage'}))
})
