import {PassThrough} from 'node:stream'
import {expect, test} from 'vitest'
import {terminalPrompter} from '../../src/prompts/terminal-prompter.ts'

const CTRL_C = '\u0003'
const QUESTION = {message: 'Where to?'}

/** Types each text once the question is on the screen, and gives what the screen showed. */
function typing(...texts: readonly string[]) {
  const input = new PassThrough()
  const left = [...texts]
  const shown: string[] = []
  const output = new PassThrough()
  output.on('data', (chunk: Buffer) => {
    shown.push(chunk.toString())
    const text = left.shift()
    if (text !== undefined) setImmediate(() => input.write(text))
  })
  return {prompter: terminalPrompter({input, output}), shown}
}

test('an answer comes back without blanks around it', async () => {
  const {prompter} = typing(' https://example.com \r')

  expect(await prompter.input(QUESTION)).toBe('https://example.com')
})

test('a secret is not shown', async () => {
  const {prompter, shown} = typing('sesame\r')

  expect(await prompter.secret(QUESTION)).toBe('sesame')
  expect(shown.join('')).not.toContain('sesame')
})

test('Ctrl-C ends every question as cancelled', async () => {
  const choices = [{value: 'a'}, {value: 'b', label: 'B', description: 'second'}]

  const ended = {code: 'cancelled'}
  await expect(typing(CTRL_C).prompter.input(QUESTION)).rejects.toMatchObject(ended)
  await expect(typing(CTRL_C).prompter.secret(QUESTION)).rejects.toMatchObject(ended)
  await expect(typing(CTRL_C).prompter.confirm(QUESTION)).rejects.toMatchObject(ended)
  await expect(typing(CTRL_C).prompter.select({...QUESTION, choices})).rejects.toMatchObject(ended)
  await expect(typing(CTRL_C).prompter.checkbox({...QUESTION, choices})).rejects.toMatchObject(
    ended,
  )
})

test('one of several is chosen with return, many with space', async () => {
  const choices = [{value: 'a'}, {value: 'b', label: 'B', description: 'second'}]

  expect(await typing('\r').prompter.select({...QUESTION, choices})).toBe('a')
  expect(await typing(' ', '\r').prompter.checkbox({...QUESTION, choices})).toEqual(['a'])
})

test('a yes is true, and return alone is no', async () => {
  expect(await typing('y\r').prompter.confirm(QUESTION)).toBe(true)
  expect(await typing('\r').prompter.confirm(QUESTION)).toBe(false)
})

test('many choices are searched first when they are searchable', async () => {
  const choices = Array.from({length: 12}, (_, index) => ({value: `event.${index}`}))
  const question = {...QUESTION, choices, searchable: true}

  const {prompter} = typing('event.7\r', ' ', '\r', '\r')

  expect(await prompter.checkbox(question)).toEqual(['event.7'])
})
