import {expect, test} from 'vitest'
import {applyOptionChanges, checkOptions, readOption} from '../../../src/providers/rules/options.ts'
import type {Provider} from '../../../src/providers/provider.ts'
import type {ProviderOption} from '../../../src/providers/contract/webhooks.ts'
import {vidyard} from '../../../src/providers/vidyard/index.ts'

const OPTIONS: ProviderOption[] = [
  {name: 'enabled', description: 'A.', type: 'boolean'},
  {name: 'delaySeconds', description: 'B.', type: 'number'},
  {name: 'note', description: 'C.', type: 'string', secret: true},
  {name: 'place', description: 'D.', type: 'string', choices: ['header', 'body']},
  {name: 'settings', description: 'E.', type: 'object', kind: 'players'},
]
const provider: Provider = {
  ...vidyard,
  label: 'Acme',
  webhooks: {
    ...vidyard.webhooks,
    options: OPTIONS,
    findOptionsProblem: ({enabled, note}) =>
      enabled === true && note === undefined ? 'lack a note' : undefined,
  },
}
const owner = {provider, kind: 'players'}
const SEE = 'see its options with: hooks providers vidyard'

test('options with valid names and types are accepted', () => {
  const withoutOptions = {...provider, webhooks: {...provider.webhooks, options: []}}
  const options = {enabled: false, delaySeconds: 1.5, note: '', place: 'body', settings: {a: 1}}

  expect(() => checkOptions(options, owner)).not.toThrow()
  expect(() => checkOptions({}, {provider: withoutOptions, kind: undefined})).not.toThrow()
})

test.each([
  [{enable: true}, 'Acme has no option "enable"', 'did you mean enabled?'],
  [
    {colour: 1},
    'Acme has no option "colour"',
    'use one of enabled, delaySeconds, note, place, settings',
  ],
  [{enabled: 'true'}, 'option enabled must be of type boolean', SEE],
  [{delaySeconds: '1'}, 'option delaySeconds must be of type number', SEE],
  [{note: null}, 'option note must be of type string', SEE],
  [{settings: [1]}, 'option settings must be of type object', SEE],
  [{place: 'query'}, 'option place must be one of header, body', SEE],
  [{enabled: true}, 'options lack a note', SEE],
])('%j is rejected: %s', (options, message, hint) => {
  const expected = expect.objectContaining({code: 'usage', message, hint})

  expect(() => checkOptions(options, owner)).toThrow(expected)
})

test('an option of one kind is rejected for other kinds, and accepted if the kind is unknown', () => {
  const options = {settings: {}}

  expect(() => checkOptions(options, {provider, kind: 'analytics'})).toThrow(
    'option settings is for webhooks of kind players',
  )
  expect(() => checkOptions(options, {provider, kind: undefined})).not.toThrow()
})

test("text becomes a value of the option's type", () => {
  expect(readOption('enabled', 'true', owner)).toBe(true)
  expect(readOption('delaySeconds', '30', owner)).toBe(30)
  expect(readOption('note', '30', owner)).toBe('30')
  expect(readOption('settings', '{"a":{"__proto__":1}}', owner)).toEqual({a: {}})
})

test.each([
  ['enabled', 'yes', 'option enabled must be of type boolean, not "yes"'],
  ['delaySeconds', 'soon', 'option delaySeconds must be of type number, not "soon"'],
  ['settings', 'null', 'option settings must be of type object, not "null"'],
  ['place', 'query', 'option place must be one of header, body, not "query"'],
])('%s=%s is rejected', (name, text, message) => {
  expect(() => readOption(name, text, owner)).toThrow(message)
})

test('a change keeps what it does not name and removes what is null', () => {
  const before = {enabled: true, note: 'a'}

  expect(applyOptionChanges(before, {note: null, place: 'body'})).toEqual({
    enabled: true,
    place: 'body',
  })
})
