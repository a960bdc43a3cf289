import {execFileSync} from 'node:child_process'
import {expect, test} from 'vitest'
import {quoteForShell, quoteWhereNeeded} from '../../src/core/quote-for-shell.ts'

const TEXTS = ['plain', '', "it's", "''", '$HOME `id` "\\"', 'a\nb', '*', '--url', '#x', 'ü …']

test.skipIf(process.platform === 'win32').each(TEXTS)(
  'a shell reads %j back as one word',
  (text) => {
    const script = `printf '%s|' ${quoteForShell(text)} ${quoteWhereNeeded(text)}`

    expect(execFileSync('sh', ['-c', script], {encoding: 'utf8'})).toBe(`${text}|${text}|`)
  },
)

test('a word of harmless characters is not quoted if that is allowed', () => {
  expect(quoteWhereNeeded('https://example.com/a?b')).toBe("'https://example.com/a?b'")
  expect(quoteWhereNeeded('https://example.com/a')).toBe('https://example.com/a')
})
