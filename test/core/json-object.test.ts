import {expect, test} from 'vitest'
import {isJsonObject} from '../../src/core/payload/json-object.ts'

test.each([{}, {name: 'a'}, JSON.parse('{"a": []}')])('%j is a JSON object', (value) => {
  expect(isJsonObject(value)).toBe(true)
})

test.each([[[]], [null], [undefined], ['{}'], [1], [true]])('%j is not a JSON object', (value) => {
  expect(isJsonObject(value)).toBe(false)
})
