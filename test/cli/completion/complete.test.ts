import {expect, test} from 'vitest'
import {complete, type Candidate} from '../../../src/cli/completion/complete.ts'
import type {Subject} from '../../../src/cli/completion/subject.ts'
import {formatCompletions} from '../../../src/cli/completion/script.ts'
import {loadSources} from '../../../scripts/program.ts'

const {commands} = await loadSources()

/** The values that fit, where each subject is known by these names; `files` for the shell's own. */
async function values(words: readonly string[], known: Partial<Record<Subject, string[]>> = {}) {
  const find = async (subject: Subject): Promise<Candidate[]> =>
    (known[subject] ?? []).map((value) => ({value}))
  const found = await complete(words, {commands, find})
  return found === 'files' ? found : found.map(({value}) => value)
}

test('an empty line offers every visible command by its first word, once', async () => {
  const found = await values([''])

  expect(found).toContain('profile')
  expect(found).not.toContain('complete')
  expect(new Set(found).size).toBe(found.length)
})

test('a command is described by its summary', async () => {
  const found = await complete(['trigg'], {commands, find: async () => []})

  expect(found).toEqual([{value: 'trigger', description: expect.stringMatching(/^Send an event/)}])
})

test('a flag is offered once, and one that may be repeated again', async () => {
  expect(await values(['create', '--url', 'x', '--ur'])).toEqual([])
  expect(await values(['create', '--events', 'a', '--even'])).toEqual(['--events'])
  expect(await values(['login', '--no-c'])).toEqual(['--no-check'])
})

test('a flag that lists its values offers them, with a blank or an equals sign', async () => {
  expect(await values(['list', '-o', 'nd'])).toEqual(['ndjson'])
  expect(await values(['list', '--output=nd'])).toEqual(['--output=ndjson'])
})

test('a list with commas is completed at its end, without what it has', async () => {
  const known = {event: ['play', 'pause']}

  expect(await values(['create', '--events', 'play,'], known)).toEqual(['play,pause'])
})

test('an argument that may be repeated is offered again, without what is there', async () => {
  const known = {webhook: ['wh_a', 'wh_b']}

  expect(await values(['pause', 'wh_a', ''], known)).toEqual(['wh_b'])
})

test('files are left to the shell', async () => {
  expect(await values(['trigger', 'play', '--from', ''])).toBe('files')
})

test('the same name of an argument means what its topic is about', async () => {
  const known = {profile: ['local'], 'own-event': ['order.paid'], delivery: ['@last']}

  expect(await values(['profile', 'use', ''], known)).toEqual(['local'])
  expect(await values(['events', 'undefine', ''], known)).toEqual(['order.paid'])
  expect(await values(['deliveries', 'get', ''], known)).toEqual(['@last'])
})

test('help is completed with the names of commands', async () => {
  expect(await values(['help', 'deliveries', ''])).toContain('get')
})

test('words that make no sense offer nothing', async () => {
  expect(await values(['nosuch', ''])).toEqual([])
  expect(await values(['list', '--nosuch=x'])).toEqual([])
})

test('a value with blanks or control characters is not offered to a shell', () => {
  const found = [{value: 'good', description: 'a\u001b[31m'}, {value: 'a b'}, {value: 'a\u0007'}]

  expect(formatCompletions(found)).toBe('good\ta\\u001b[31m\n')
})
