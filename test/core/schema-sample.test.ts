import {Check} from 'typebox/value'
import {expect, test} from 'vitest'
import {createSample} from '../../src/core/payload/schema-sample.ts'

const ORDER = {
  type: 'object',
  required: ['id', 'total', 'lines', 'state', 'buyer'],
  properties: {
    id: {type: 'string', format: 'uuid'},
    at: {type: 'string', format: 'date-time'},
    total: {type: 'integer', exclusiveMinimum: 7, multipleOf: 5},
    share: {type: 'number', maximum: 0.5},
    note: {type: ['null', 'string'], minLength: 9, maxLength: 12},
    state: {enum: ['paid', 'open']},
    version: {const: 2},
    lines: {type: 'array', minItems: 2, items: {$ref: '#/$defs/line'}},
    buyer: {
      oneOf: [
        {type: 'object', required: ['mail'], properties: {mail: {format: 'email'}}},
        {type: 'null'},
      ],
    },
    gift: {type: 'boolean'},
    all: {
      allOf: [
        {type: 'object', properties: {a: {default: 1}}},
        {properties: {b: {examples: ['x']}}},
      ],
    },
  },
  $defs: {line: {type: 'object', required: ['sku'], properties: {sku: {type: 'string'}}}},
  additionalProperties: false,
}

test('a sample matches the schema that it is created from', () => {
  const sample = createSample(ORDER)

  expect(Check(ORDER, sample)).toBe(true)
  expect(sample).toMatchObject({
    total: 10,
    share: 0.5,
    state: 'paid',
    version: 2,
    all: {a: 1, b: 'x'},
  })
})

test.each([
  ['a circle', {$ref: '#/$defs/a', $defs: {a: {$ref: '#/$defs/a'}}}],
  [
    'an infinite tree',
    {$ref: '#/$defs/a', $defs: {a: {properties: {l: {$ref: '#/$defs/a'}, r: {$ref: '#/$defs/a'}}}}},
  ],
  ['a choice without alternatives', {anyOf: []}],
  ['a list', {type: 'array', minItems: 1e9}],
  [
    'lists in lists',
    {items: {items: {items: {minItems: 1e6, type: 'string'}, minItems: 1e6}, minItems: 1e6}},
  ],
])('creating a sample for %s terminates, with an object', (_, schema) => {
  expect(createSample(schema)).toBeTypeOf('object')
})
