import {defined} from '../core/defined.ts'
import {createPromptModule} from 'inquirer'
import {HooksError} from '../core/errors.ts'
import type {Choice, Prompter, Validate} from './prompter.ts'
import {isTermOf, search} from './search.ts'

export type PromptStreams = {
  readonly input?: NodeJS.ReadableStream
  readonly output: NodeJS.WritableStream
}

/** As many choices as are seen at a glance. */
const MAX_UNSEARCHED = 7

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
    async confirm({message, usual = false}) {
      return ended(async () => {
        const {answer} = await prompt([{type: 'confirm', name: 'answer', message, default: usual}])
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
    async checkbox({message, choices, searchable = false}) {
      const tick = async (
        some: readonly Choice[],
        ticked: readonly string[],
        required: boolean,
      ) => {
        const {answer} = await prompt([
          {type: 'checkbox', name: 'answer', message, choices: tickable(some, ticked), required},
        ])
        return Array.isArray(answer) ? answer.map(String) : []
      }
      const look = async (ticked: readonly string[]) => {
        const validate = spoken((term) => (isTermOf(choices, term) ? undefined : 'None fits.'))
        const question = `Search (${ticked.length === 0 ? 'return shows all' : 'return goes on'}):`
        const {answer} = await prompt([
          {type: 'input', name: 'answer', message: question, validate},
        ])
        return String(answer).trim()
      }
      return ended(async () =>
        searchable && choices.length > MAX_UNSEARCHED
          ? search(choices, {look, tick})
          : tick(choices, [], true),
      )
    },
  }
}

function shown({value, label, description}: Choice) {
  return {value, name: label ?? value, ...defined({description})}
}

function tickable(choices: readonly Choice[], ticked: readonly string[]) {
  return choices.map((choice) => ({...shown(choice), checked: ticked.includes(choice.value)}))
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
