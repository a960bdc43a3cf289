import {MAX_REQUEST_BYTES} from '../../src/core/limits.ts'
import * as fc from 'fast-check'

type Schema = Readonly<Record<string, unknown>>

const record = (value: unknown): Schema =>
  typeof value === 'object' && value !== null ? (value as Schema) : {}
const list = (value: unknown): readonly Schema[] => (Array.isArray(value) ? value : [])

/** Values that mostly match a JSON Schema. Supports what the schemas of the routes use. */
export function fitting(schema: Schema): fc.Arbitrary<unknown> {
  const choices = list(schema['anyOf'])
  if (choices.length > 0) return fc.oneof(...choices.map(fitting))
  if ('const' in schema) return fc.constant(schema['const'])
  switch (schema['type']) {
    case 'string':
      return fc.oneof(
        fc.string({maxLength: 40}),
        fc.constantFrom(...KNOWN_WORDS),
        fc.string({unit: 'binary'}),
      )
    case 'integer':
      return fc.oneof(fc.integer(), fc.constantFrom(0, -1, 2 ** 53, 1000))
    case 'number':
      return fc.double()
    case 'boolean':
      return fc.boolean()
    case 'array':
      return fc.array(fitting(record(schema['items'])), {maxLength: 5})
    case 'object':
      return fittingObject(schema)
    default:
      return fc.jsonValue()
  }
}

function fittingObject(schema: Schema): fc.Arbitrary<unknown> {
  const properties = Object.entries(record(schema['properties']))
  if (properties.length === 0) return fc.dictionary(fc.string(), fc.jsonValue(), {maxKeys: 4})
  const fields = Object.fromEntries(properties.map(([name, each]) => [name, fitting(record(each))]))
  const required = Array.isArray(schema['required']) ? schema['required'].map(String) : []
  return fc.record(fields, {requiredKeys: required.filter((name) => name in fields)})
}

/** Valid names and values, so that not every request fails the first check, and malicious ones. */
const KNOWN_WORDS = [
  'apivideo',
  'vidyard',
  'mda',
  'targetvideo',
  'standard',
  'enabled',
  'disabled',
  'paused',
  'video.source.recorded',
  'view',
  'https://example.com/in',
  'http://[::1',
  '',
  'https://a:b@example.com',

  '\u0000',
  '\ud800',
  '../..',
  '%00',
  "' or 1=1 --",
  '5s,5m',
  '\r\nx: y',
  '2026-01-01T00:00:00Z',
]

const nasty = fc.oneof(
  fc.constantFrom<unknown>(null, [], {}, '', 0, -0, 1e308, true, '__proto__', 'constructor'),
  fc.constant({__proto: {polluted: true}, constructor: {prototype: {polluted: true}}}),
  fc.string({unit: 'binary', maxLength: 20}),
  fc.jsonValue({maxDepth: 4}),
)

/** Matching values, matching values with one field replaced or added, and nasty ones. */
export function body(schema: Schema): fc.Arbitrary<unknown> {
  const key = fc.oneof(
    fc.constantFrom(
      ...Object.keys(record(schema['properties'])),
      'hasOwnProperty',
      'toString',
      '__proto__',
    ),
    fc.string(),
  )
  const broken = fc
    .tuple(fitting(schema), key, nasty)
    .map(([value, name, replaced]) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries([...Object.entries(value), [name, replaced]])
        : replaced,
    )
  return fc.oneof(
    {weight: 2, arbitrary: fitting(schema)},
    {weight: 3, arbitrary: broken},
    {weight: 1, arbitrary: nasty},
  )
}

/** A segment of a path or a value in a query, encoded for a URL. */
export const piece: fc.Arbitrary<string> = fc
  .oneof(
    fc.string({maxLength: 20}),
    fc.string({unit: 'binary', maxLength: 20}).map((text) => text.toWellFormed()),
    fc.constantFrom(
      ...KNOWN_WORDS,
      '1',
      '0',
      '-1',
      '1e400',
      '99999999999999999999',
      'a'.repeat(600),
    ),
  )
  .map((text) => encodeURIComponent(text.toWellFormed()))

const DEPTH = 10_000

/** Request bodies that no serializer would produce. */
export const RAW_BODIES: Readonly<Record<string, string | Buffer>> = {
  prototype: '{"__proto__":{"polluted":true},"payload":{"__proto__":{"polluted":true}}}',
  constructor: '{"constructor":{"prototype":{"polluted":true}}}',
  'deep array': '['.repeat(DEPTH) + ']'.repeat(DEPTH),
  'deep object': '{"payload":'.repeat(DEPTH) + '1' + '}'.repeat(DEPTH),
  infinite:
    '{"provider":"apivideo","type":"video.source.recorded","payload":{"n":1e400},"url":1e400}',
  'duplicate keys': '{"url":"https://example.com","url":"ftp://example.com","url":7}',
  'invalid UTF-8': Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0xfe, 0x80, 0x22, 0x7d]),
  'byte order mark': '\ufeff{}',
  'too long': Buffer.alloc(MAX_REQUEST_BYTES + 1, 0x20),
  'long key': `{"${'k'.repeat(100_000)}":1}`,
  'many keys': `{${Array.from({length: 20_000}, (_, index) => `"k${index}":1`).join()}}`,
  list: '[]',
  text: '"text"',
  number: '1',
  null: 'null',
  unended: '{"url": "https://exa',
  empty: '',
}

/** Values that JSON.parse misreads, or that are nested too deeply to be processed. */
export const TREACHEROUS: Readonly<Record<string, string | Buffer>> = {
  'a prototype': '{"__proto__":{"polluted":true}}',
  'a prototype in other letters': '{"\\u005f_proto__":{"polluted":true}}',
  'a constructor’s prototype': '{"constructor":{"prototype":{"polluted":true}}}',
  'a deep list': '['.repeat(DEPTH) + ']'.repeat(DEPTH),
  'a deep object': '{"a":'.repeat(DEPTH) + '1' + '}'.repeat(DEPTH),
  'a number beyond all': '1e400',
  'a negative one': '[-1e400]',
  'a name twice': '{"a":1,"b":{"a":1},"a":2}',
  'bytes that are no text': Buffer.from([0x22, 0xff, 0xfe, 0x80, 0x22]),
}
