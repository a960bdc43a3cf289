import type {Command} from '@oclif/core'

/**
 * The part of a command's manifest entry that is used here; oclif has it without loading the
 * command.
 */
export type KnownCommand = Pick<
  Command.Cached,
  'id' | 'summary' | 'description' | 'hidden' | 'args' | 'flags'
>

export type KnownFlag = Command.Flag.Cached
export type KnownArg = Command.Arg.Cached

/** The words before the cursor, as understood. */
export type Typed = {
  /** Undefined until the name of a command is complete. */
  readonly command: KnownCommand | undefined
  /** Values of flags by name; `''` for flags without a value. */
  readonly given: ReadonlyMap<string, readonly string[]>
  /** The flag whose value is expected next. */
  readonly pending: KnownFlag | undefined
  readonly args: readonly string[]
  /** Whether `--` has ended the flags. */
  readonly ended: boolean
}

/** Returns `deliveries get` for `deliveries:get`. */
export function toSpokenName({id}: {id: string}): string {
  return id.replaceAll(':', ' ')
}

/** Reads an unfinished command line; skips what it does not understand. */
export function readTyped(words: readonly string[], commands: readonly KnownCommand[]): Typed {
  const {command, length} = findLongestCommand(words, commands)
  const given = new Map<string, string[]>()
  const args: string[] = []
  let pending: KnownFlag | undefined
  let ended = false
  for (const word of words.slice(length)) {
    if (pending !== undefined) {
      given.set(pending.name, [...(given.get(pending.name) ?? []), word])
      pending = undefined
    } else if (ended || !/^-./.test(word)) args.push(word)
    else if (word === '--') ended = true
    else {
      const [name, value] = split(word)
      const flag = command && findFlag(name, command)
      const takesNext = flag?.type === 'option' && value === undefined
      if (takesNext) pending = flag
      else given.set(flag?.name ?? name, [...(given.get(flag?.name ?? name) ?? []), value ?? ''])
    }
  }
  return {command, given, pending, args, ended}
}

/** Finds the flag for `--name`, `--no-name` or `-n`. */
export function findFlag(typed: string, {flags}: KnownCommand): KnownFlag | undefined {
  const all = Object.values(flags)
  if (!typed.startsWith('--')) return all.find(({char}) => typed === `-${char ?? ''}`)
  const name = typed.slice(2)
  const plain = all.find((flag) => flag.name === name)
  if (plain !== undefined || !name.startsWith('no-')) return plain
  return all.find((flag) => flag.name === name.slice(3) && flag.type === 'boolean' && flag.allowNo)
}

/** Splits `--name=value` in two; the second part is undefined without `=`. */
function split(word: string): [string, string | undefined] {
  const divider = word.indexOf('=')
  return divider === -1 ? [word, undefined] : [word.slice(0, divider), word.slice(divider + 1)]
}

/**
 * Finds the command with the longest name that the words start with, and the number of its
 * words.
 */
export function findLongestCommand<Known extends {readonly id: string}>(
  words: readonly string[],
  commands: readonly Known[],
): {readonly command: Known | undefined; readonly length: number} {
  for (let length = Math.min(words.length, 3); length > 0; length--) {
    const id = words.slice(0, length).join(':')
    const command = commands.find((each) => each.id === id)
    if (command !== undefined) return {command, length}
  }
  return {command: undefined, length: words.length}
}
