import {PassThrough} from 'node:stream'
import {expect, test} from 'vitest'
import {createTerminalPrompter} from '../../src/prompts/terminal-prompter.ts'

const CTRL_C = '\u0003'
const QUESTION = {message: 'Where to?'}

/** Types each text once the question is on the screen, and collects what the screen shows. */
function type(...texts: readonly string[]) {
  const input = new PassThrough()
  const left = [...texts]
  const shown: string[] = []
  const output = new PassThrough()
  output.on('data', (chunk: Buffer) => {
    shown.push(chunk.toString())
    const text = left.shift()
    if (text !== undefined) setImmediate(() => input.write(text))
  })
  return {prompter: createTerminalPrompter({input, output}), shown}
}

test('an answer is trimmed', async () => {
  const {prompter} = type(' https://example.com \r')

  expect(await prompter.input(QUESTION)).toBe('https://example.com')
})

test('a secret is not echoed', async () => {
  const {prompter, shown} = type('sesame\r')

  expect(await prompter.secret(QUESTION)).toBe('sesame')
  expect(shown.join('')).not.toContain('sesame')
})

test('Ctrl-C cancels every kind of question', async () => {
  const choices = [{value: 'a'}, {value: 'b', label: 'B', description: 'second'}]

  const ended = {code: 'cancelled'}
  await expect(type(CTRL_C).prompter.input(QUESTION)).rejects.toMatchObject(ended)
  await expect(type(CTRL_C).prompter.secret(QUESTION)).rejects.toMatchObject(ended)
  await expect(type(CTRL_C).prompter.confirm(QUESTION)).rejects.toMatchObject(ended)
  await expect(type(CTRL_C).prompter.select({...QUESTION, choices})).rejects.toMatchObject(ended)
  await expect(type(CTRL_C).prompter.checkbox({...QUESTION, choices})).rejects.toMatchObject(ended)
})

test('Enter selects one choice, space ticks several', async () => {
  const choices = [{value: 'a'}, {value: 'b', label: 'B', description: 'second'}]

  expect(await type('\r').prompter.select({...QUESTION, choices})).toBe('a')
  expect(await type(' ', '\r').prompter.checkbox({...QUESTION, choices})).toEqual(['a'])
})

test('yes is true, and Enter alone means no', async () => {
  expect(await type('y\r').prompter.confirm(QUESTION)).toBe(true)
  expect(await type('\r').prompter.confirm(QUESTION)).toBe(false)
})

test('a long searchable list asks for a search term first', async () => {
  const choices = Array.from({length: 12}, (_, index) => ({value: `event.${index}`}))
  const question = {...QUESTION, choices, searchable: true}

  const {prompter} = type('event.7\r', ' ', '\r', '\r')

  expect(await prompter.checkbox(question)).toEqual(['event.7'])
})
