import {expect, test} from 'vitest'
import {apivideo} from '../../../src/providers/apivideo/index.ts'
import {mda} from '../../../src/providers/mda/index.ts'
import {checkScope, checkUrl} from '../../../src/providers/rules/checks.ts'
import {standard} from '../../../src/providers/standard/index.ts'

test.each([
  [apivideo, 'https://example.com/webhooks'],
  [mda, 'https://example.com/webhooks'],
  [mda, 'example.com/webhooks'],
])('$name accepts the URL %s', (provider, url) => {
  expect(() => checkUrl(provider, url)).not.toThrow()
})

test.each([
  [apivideo, 'example.com/webhooks', 'is not a URL', 'https://example.com/webhooks'],
  [apivideo, 'ftp://example.com', 'is not http or https', 'https://example.com/webhooks'],
  [mda, 'ftp://example.com', 'is not http or https', 'example.com/webhooks'],
])('$name rejects the URL %s', (provider, url, problem, example) => {
  expect(() => checkUrl(provider, url)).toThrow(
    expect.objectContaining({
      code: 'usage',
      message: `url "${url}" ${problem}`,
      hint: `use a URL like ${example}`,
    }),
  )
})

test('the id of a scope has the form that its provider defines', () => {
  expect(() => checkScope(mda, '42')).not.toThrow()
  expect(() => checkScope(mda, undefined)).not.toThrow()
  expect(() => checkScope(standard, 'any customer at all')).not.toThrow()
  expect(() => checkScope(mda, 'x')).toThrow(
    expect.objectContaining({
      code: 'usage',
      message: 'project "x" is not a whole number',
      hint: 'Mobile Data Anywhere names each project like 42: --scope 42',
    }),
  )
})
