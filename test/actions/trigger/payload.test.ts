import {writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {assign, parseAssignment} from '../../../src/core/payload/assignment.ts'
import {parseDuration} from '../../../src/core/duration.ts'
import {makePayload} from '../../../src/actions/trigger/payload.ts'
import {createProcessContext} from '../../../src/context/context.ts'
import {loadProvider} from '../../../src/providers/index.ts'
import {temporaryFolder} from '../../support/run.ts'

function setField(payload: Record<string, unknown>, text: string) {
  return assign(payload, parseAssignment(text, '--set'))
}

test('--set reads a value as JSON if it parses, else as text', () => {
  expect(setField({}, 'a=1')).toEqual({a: 1})
  expect(setField({}, 'a={"b":[true]}')).toEqual({a: {b: [true]}})
  expect(setField({}, 'a=x y')).toEqual({a: 'x y'})
  expect(setField({}, 'a=')).toEqual({a: ''})
})

test('--set splits only at the first =', () => {
  expect(setField({}, 'a=b=c==')).toEqual({a: 'b=c=='})
})

test('--set changes fields inside objects and lists, and keeps the rest', () => {
  expect(setField({a: {b: 1, c: 2}}, 'a.b=3')).toEqual({a: {b: 3, c: 2}})
  expect(setField({a: [1, {b: 2}]}, 'a.1.b=3')).toEqual({a: [1, {b: 3}]})
  expect(setField({a: 1}, 'a.b.c=x')).toEqual({a: {b: {c: 'x'}}})
})

for (const text of ['a', '=1', '.a=1', 'a..b=1', '__proto__.x=1', 'a.__proto__=1']) {
  test(`--set ${text} is rejected`, () => {
    expect(() => setField({}, text)).toThrow(expect.objectContaining({code: 'usage'}))
    expect(Object.prototype).not.toHaveProperty('x')
  })
}

test('a __proto__ inside a JSON value is dropped', () => {
  expect(Object.getPrototypeOf(setField({}, 'a={"__proto__":{"x":1}}')['a'])).toBe(Object.prototype)
})

test('--from takes the payload from a file, and --set changes it', async () => {
  await using folder = await temporaryFolder()
  const file = path.join(folder.path, 'payload.json')
  await writeFile(file, '{"type":"t","n":1}')
  const type = await loadSampleType()

  const payload = await makePayload(
    type,
    {from: file, set: ['n=2'], edit: false},
    {context: createProcessContext()},
  )

  expect(payload).toEqual({type: 't', n: 2})
})

for (const text of ['', '{', '[]', '3', 'null']) {
  test(`a payload of ${JSON.stringify(text)} is rejected`, async () => {
    const context = {...createProcessContext(), stdin: {read: () => Promise.resolve(text)}}

    const payload = makePayload(
      await loadSampleType(),
      {from: '-', set: [], edit: false},
      {context},
    )

    await expect(payload).rejects.toMatchObject({code: 'usage'})
  })
}

for (const text of ['{', '[]']) {
  test(`a payload of ${text} from stdin is rejected with a hint where to see a sample`, async () => {
    const context = {...createProcessContext(), stdin: {read: () => Promise.resolve(text)}}
    const type = await loadSampleType()

    const payload = makePayload(type, {from: '-', set: [], edit: false}, {context})

    await expect(payload).rejects.toMatchObject({
      message: expect.stringContaining('the payload from standard input is not'),
      hint: `see a sample with: hooks events ${type.name}`,
    })
  })
}

test('a duration without a unit is in seconds', () => {
  expect(
    ['500ms', '30s', '2m', '1h', '1.5'].map((text) => parseDuration(text, '--timeout')),
  ).toEqual([500, 30_000, 120_000, 3_600_000, 1500])
  expect(() => parseDuration('soon', '--timeout')).toThrow('--timeout "soon"')
})

async function loadSampleType() {
  const [type] = (await loadProvider('apivideo')).events.types
  if (type === undefined) throw new TypeError('api.video has no events')
  return type
}
