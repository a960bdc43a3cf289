import {createProcessContext, type Context} from '../../src/context/context.ts'

export type ContextOptions = {
  /** Whether stdout is a terminal. */
  readonly isTerminal: boolean
  readonly width?: number | undefined
  readonly colour?: boolean
  readonly now?: Date
}

/** The context of this process, with the given settings for stdout, colours and time. */
export function contextWith({isTerminal, width, colour, now}: ContextOptions): Context {
  const {env, stdout, ...context} = createProcessContext()
  return {
    ...context,
    env: {...env, colour: colour ?? env.colour},
    stdout: {...stdout, isTerminal, width: () => width},
    now: () => now ?? new Date(),
  }
}
