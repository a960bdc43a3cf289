import {glob, readFile} from 'node:fs/promises'
import {expect, test} from 'vitest'
import {PROVIDER_NAMES} from '../src/providers/index.ts'
import {readSources, type Source} from './support/sources.ts'

const sources = await readSources('{src,commands}/**/*.ts')

test('only one file reads the environment', () => {
  expect(filesWith(/process\.env\b/)).toEqual(['src/config/env.ts'])
})

test('no code compares the name of a provider', () => {
  const comparison = new RegExp(
    `[!=]== '(${PROVIDER_NAMES.join('|')})'|case '(${PROVIDER_NAMES.join('|')})'`,
  )

  expect(filesWith(comparison)).toEqual([])
})

test('one file sets the exit status, and only src/cli/program/ calls it', () => {
  const setters = filesWith(/\bsetExitStatus\(/)

  expect(filesWith(/process\.exitCode/)).toEqual(['src/context/context.ts'])
  expect(setters.filter((file) => !file.startsWith('src/cli/program/'))).toEqual([
    'src/context/context.ts',
  ])
})

test('views contain no await', () => {
  const waiting = filesWith(/\bawait\b/).filter((file) => file.startsWith('src/cli/views/'))

  expect(waiting).toEqual([])
})

test('commands and actions get the process and the time only from the context', () => {
  const used = filesWith(
    /(?<!\.)\bprocess\.(?!getBuiltinModule)\w|new Date\(\)|Date\.now\(\)|systemClock/,
  )
  const rooms = /^(?:commands|src\/(?:actions|cli|prompts))\//

  expect(used.filter((file) => rooms.test(file))).toEqual([
    // Handles errors of the streams themselves.
    'src/cli/program/lost-output.ts',
  ])
})

test('no code calls process.exit', () => {
  expect(filesWith(/process\.exit\(/)).toEqual([])
})

test('no file contains only re-exports', () => {
  const isBarrel = ({code}: Source) =>
    /\S/.test(code) && !/\S/.test(code.replace(/^export\s[^;'"]*?\sfrom '[^']+'$/gm, ''))

  expect(sources.filter(isBarrel).map(({file}) => file)).toEqual([])
})

test.each(sources)('$file is not too long', async ({file}) => {
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n').length

  expect(lines).toBeLessThanOrEqual(file.startsWith('commands/') ? 60 : 250)
})

test('bin/run.js has at most 12 lines', async () => {
  const lines = (await readFile('bin/run.js', 'utf8')).trimEnd().split('\n').length

  expect(lines).toBeLessThanOrEqual(12)
})

test('no test mocks a module', async () => {
  const tests = await readSources('test/**/*.ts')

  const mocking = tests.filter(({code}) => /\b(?:vi|mock)\.(?:doMock|mock|module)\(/.test(code))

  expect(mocking.map(({file}) => file)).toEqual([])
})

test('every comment that disables a check states a reason', async () => {
  const directive = /(?:oxlint|eslint)-disable|@ts-(?:ignore|nocheck|expect-error)|v8 ignore/
  const silent: string[] = []
  for await (const file of glob('{src,commands,test,bench,scripts,bin}/**/*.{ts,js}')) {
    const lines = (await readFile(file, 'utf8')).split('\n')
    const mute = lines.filter((line) => /^\s*(?:\/\/|\/\*)/.test(line) && directive.test(line))
    if (mute.some((line) => !line.includes(' -- '))) silent.push(file)
  }

  expect(silent).toEqual([])
})

test('sources and docs contain no words that only this project ever used', async () => {
  const odd = /\bmend(?:s|ed|ing)?\b|\bof ours\b|\bthat is none\b|dialect|surroundings/i
  const lines: string[] = []
  for await (const file of glob('{src,commands,docs,README.md,CONTRIBUTING.md}/**/*.{ts,md}')) {
    const text = (await readFile(file, 'utf8')).replaceAll(
      /dialect: new SqliteDialect|SqliteDialect/g,
      '',
    )
    lines.push(...text.split('\n').filter((line) => odd.test(line)))
  }

  expect(lines).toEqual([])
})

function filesWith(pattern: RegExp): string[] {
  return sources.filter(({code}) => pattern.test(code)).map(({file}) => file)
}
