import {execFile} from 'node:child_process'
import {promisify} from 'node:util'
import {expect, test} from 'vitest'
import {formatCurlCommand} from '../../src/core/masking/curl.ts'

const GET = {method: 'GET', url: 'https://api.test/a', headers: {}}

test.each([
  ['https://user:word@api.test/a', 'https://user:…@api.test/a'],
  ['https://api.test/a?page=1&token=t1&key=k', 'https://api.test/a?page=1&token=…&key=…'],
])('%s is shown as %s', (url, shown) => {
  expect(formatCurlCommand({...GET, url})).toBe(`curl '${shown}'`)
})

test.each([
  ['authorization', 'Bearer abc', 'Bearer …'],
  ['x-api-key', 'hk_0123456789abcdef', 'hk_…cdef'],
  ['cookie', 'a=b', '…'],
  ['accept', 'application/json', 'application/json'],
])('secrets in the header %s are masked', (name, value, shown) => {
  expect(formatCurlCommand({...GET, headers: {[name]: value}})).toContain(`-H '${name}: ${shown}'`)
})

test('secrets in a body are masked at any depth, also in URLs', () => {
  const body = JSON.stringify({
    url: 'https://example.com/in?token=abc',
    options: [{httpAuthorizationValue: 'abc'}],
    events: ['view'],
  })

  const shown = formatCurlCommand({...GET, method: 'POST', body})

  expect(shown).not.toContain('abc')
  expect(shown).toContain('"events":["view"]')
})

test('custom headers of a webhook are masked in a body', () => {
  const body = JSON.stringify({delivery: {headers: {'x-plain': 'nobody-sees-this'}, fifo: true}})
  const shown = formatCurlCommand({...GET, method: 'POST', body})

  expect(shown).toContain('"delivery":{"headers":{"x-plain":"…this"},"fifo":true}')
})

test('a body that is not JSON is replaced by its length', () => {
  expect(formatCurlCommand({...GET, body: 'secret=a'})).toContain(`--data-raw '…8 bytes'`)
})

test('a shell parses the command correctly, including quotes', async () => {
  const body = JSON.stringify({text: `it's $HOME \`id\``})
  const line = formatCurlCommand({...GET, method: 'POST', body})

  const {stdout} = await promisify(execFile)('sh', [
    '-c',
    `curl() { printf '%s\\n' "$@"; }; ${line}`,
  ])

  expect(stdout.split('\n').at(-2)).toBe(body)
})
