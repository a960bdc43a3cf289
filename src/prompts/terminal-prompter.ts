import {createPromptModule} from 'inquirer'
import {HooksError} from '../core/errors.ts'
import type {Choice, Prompter, Validate} from './prompter.ts'

export type PromptStreams = {
  readonly input?: NodeJS.ReadableStream
  readonly output: NodeJS.WritableStream
}

/** Asks on stderr, so that stdout holds nothing but the answer of the command. */
export function terminalPrompter(streams: PromptStreams = {output: process.stderr}): Prompter {
  const prompt = createPromptModule(streams)
  return {
    async input({message, validate}) {
      return ended(async () => {
        const {answer} = await prompt([
          {type: 'input', name: 'answer', message, validate: spoken(validate)},
        ])
        return String(answer).trim()
      })
    },
    async secret({message}) {
      return ended(async () => {
        const validate = spoken((typed) => (typed === '' ? 'nothing was typed' : undefined))
        const {answer} = await prompt([
          {type: 'password', name: 'answer', message, mask: '*', validate},
        ])
        return String(answer).trim()
      })
    },
    async confirm({message}) {
      return ended(async () => {
        const {answer} = await prompt([{type: 'confirm', name: 'answer', message, default: false}])
        return answer === true
      })
    },
    async select({message, choices}) {
      return ended(async () => {
        const {answer} = await prompt([
          {type: 'select', name: 'answer', message, choices: choices.map(shown)},
        ])
        return String(answer)
      })
    },
    async checkbox({message, choices}) {
      return ended(async () => {
        const {answer} = await prompt([
          {type: 'checkbox', name: 'answer', message, choices: choices.map(shown), required: true},
        ])
        return Array.isArray(answer) ? answer.map(String) : []
      })
    },
  }
}

function shown({value, label, description}: Choice) {
  return {value, name: label ?? value, ...(description === undefined ? {} : {description})}
}

function spoken(validate: Validate | undefined) {
  return (typed: string) => validate?.(typed.trim()) ?? true
}

/** inquirer throws ExitPromptError on Ctrl-C. */
async function ended<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ExitPromptError') throw error
    throw new HooksError('cancelled', 'interrupted; nothing was changed', {cause: error})
  }
}
