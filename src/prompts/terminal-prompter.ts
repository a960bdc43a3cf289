import {defined} from '../core/defined.ts'
import {createPromptModule} from 'inquirer'
import {HooksError} from '../core/errors.ts'
import type {Choice, Prompter, Validate} from './prompter.ts'
import {isTermOf, searchAndTick} from './search.ts'

export type PromptStreams = {
  readonly input?: NodeJS.ReadableStream
  readonly output: NodeJS.WritableStream
}

/** Longer lists can be searched. */
const MAX_UNSEARCHED = 7

/** Asks on `output`: stderr, so that stdout has nothing but the result of the command. */
export function createTerminalPrompter(streams: PromptStreams): Prompter {
  const prompt = createPromptModule(streams)
  return {
    async input({message, validate}) {
      return rejectInterrupted(async () => {
        const {answer} = await prompt([
          {type: 'input', name: 'answer', message, validate: toValidator(validate)},
        ])
        return String(answer).trim()
      })
    },
    async secret({message}) {
      return rejectInterrupted(async () => {
        const validate = toValidator((typed) => (typed === '' ? 'Enter a value.' : undefined))
        const {answer} = await prompt([
          {type: 'password', name: 'answer', message, mask: '*', validate},
        ])
        return String(answer).trim()
      })
    },
    async confirm({message, usual = false}) {
      return rejectInterrupted(async () => {
        const {answer} = await prompt([{type: 'confirm', name: 'answer', message, default: usual}])
        return answer === true
      })
    },
    async select({message, choices}) {
      return rejectInterrupted(async () => {
        const {answer} = await prompt([
          {type: 'select', name: 'answer', message, choices: choices.map(toInquirerChoice)},
        ])
        return String(answer)
      })
    },
    async checkbox({message, choices, searchable = false}) {
      const askToTick = async (
        some: readonly Choice[],
        ticked: readonly string[],
        required: boolean,
      ) => {
        const {answer} = await prompt([
          {type: 'checkbox', name: 'answer', message, choices: toTickable(some, ticked), required},
        ])
        return Array.isArray(answer) ? answer.map(String) : []
      }
      const askToLook = async (ticked: readonly string[]) => {
        const validate = toValidator((term) =>
          isTermOf(choices, term) ? undefined : 'No matches.',
        )
        const question = `Search (${ticked.length === 0 ? 'Enter to show all' : 'Enter to finish'}):`
        const {answer} = await prompt([
          {type: 'input', name: 'answer', message: question, validate},
        ])
        return String(answer).trim()
      }
      return rejectInterrupted(async () =>
        searchable && choices.length > MAX_UNSEARCHED
          ? searchAndTick(choices, {look: askToLook, tick: askToTick})
          : askToTick(choices, [], true),
      )
    },
  }
}

function toInquirerChoice({value, label, description}: Choice) {
  return {value, name: label ?? value, ...defined({description})}
}

function toTickable(choices: readonly Choice[], ticked: readonly string[]) {
  return choices.map((choice) => ({
    ...toInquirerChoice(choice),
    checked: ticked.includes(choice.value),
  }))
}

function toValidator(validate: Validate | undefined) {
  return (typed: string) => validate?.(typed.trim()) ?? true
}

/** inquirer throws ExitPromptError on Ctrl-C. */
async function rejectInterrupted<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ExitPromptError') throw error
    throw new HooksError('cancelled', 'interrupted; nothing was changed', {cause: error})
  }
}
