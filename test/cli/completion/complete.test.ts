import {expect, test} from 'vitest'
import {complete, type Candidate} from '../../../src/cli/completion/complete.ts'
import type {Subject} from '../../../src/cli/completion/subject.ts'
import {formatCompletions} from '../../../src/cli/completion/script.ts'
import {loadSources} from '../../../scripts/program.ts'

const {commands} = await loadSources()

/** The completions, with `known` names for each subject; `files` if left to the shell. */
async function completeValues(
  words: readonly string[],
  known: Partial<Record<Subject, string[]>> = {},
) {
  const find = async (subject: Subject): Promise<Candidate[]> =>
    (known[subject] ?? []).map((value) => ({value}))
  const found = await complete(words, {commands, find})
  return found === 'files' ? found : found.map(({value}) => value)
}

test('an empty line offers the first word of every visible command, once', async () => {
  const found = await completeValues([''])

  expect(found).toContain('profile')
  expect(found).not.toContain('complete')
  expect(new Set(found).size).toBe(found.length)
})

test('a command is described by its summary', async () => {
  const found = await complete(['trigg'], {commands, find: async () => []})

  expect(found).toEqual([{value: 'trigger', description: expect.stringMatching(/^Send an event/)}])
})

test('a flag is not offered twice, unless it can be repeated', async () => {
  expect(await completeValues(['create', '--url', 'x', '--ur'])).toEqual([])
  expect(await completeValues(['create', '--events', 'a', '--even'])).toEqual(['--events'])
  expect(await completeValues(['login', '--no-c'])).toEqual(['--no-check'])
})

test('a flag with a list of values offers them, after a space or an equals sign', async () => {
  expect(await completeValues(['list', '-o', 'nd'])).toEqual(['ndjson'])
  expect(await completeValues(['list', '--output=nd'])).toEqual(['--output=ndjson'])
})

test('a comma-separated list is completed at its end, without values it already has', async () => {
  const known = {event: ['play', 'pause']}

  expect(await completeValues(['create', '--events', 'play,'], known)).toEqual(['play,pause'])
})

test('a repeatable argument is completed again, without the values already given', async () => {
  const known = {webhook: ['wh_a', 'wh_b']}

  expect(await completeValues(['pause', 'wh_a', ''], known)).toEqual(['wh_b'])
})

test('files are left to the shell', async () => {
  expect(await completeValues(['trigger', 'play', '--from', ''])).toBe('files')
})

test('the values of an argument depend on the topic of the command', async () => {
  const known = {profile: ['local'], 'own-event': ['order.paid'], delivery: ['@last']}

  expect(await completeValues(['profile', 'use', ''], known)).toEqual(['local'])
  expect(await completeValues(['events', 'undefine', ''], known)).toEqual(['order.paid'])
  expect(await completeValues(['deliveries', 'get', ''], known)).toEqual(['@last'])
})

test('help is completed with the names of commands', async () => {
  expect(await completeValues(['help', 'deliveries', ''])).toContain('get')
})

test('unknown commands and flags offer nothing', async () => {
  expect(await completeValues(['nosuch', ''])).toEqual([])
  expect(await completeValues(['list', '--nosuch=x'])).toEqual([])
})

test('a value with spaces or control characters is not offered to a shell', () => {
  const found = [{value: 'good', description: 'a\u001b[31m'}, {value: 'a b'}, {value: 'a\u0007'}]

  expect(formatCompletions(found)).toBe('good\ta\\u001b[31m\n')
})
