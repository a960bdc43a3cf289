import {
  findFlag,
  readTyped,
  toSpokenName,
  type KnownArg,
  type KnownCommand,
  type KnownFlag,
  type Typed,
} from './command-line.ts'
import {findSubject, type Subject} from './subject.ts'

export type Candidate = {readonly value: string; readonly description?: string | undefined}

/** What can be inserted at the cursor; `files` lets the shell suggest file names. */
export type Candidates = readonly Candidate[] | 'files'

/** What completion needs to know. */
export type Knowledge = {
  readonly commands: readonly KnownCommand[]
  /** Finds candidates of one subject, as far as that is possible quickly. */
  find(subject: Subject, typed: Typed): Promise<readonly Candidate[]>
}

/**
 * Completes the last of the words; each candidate replaces that whole word. `words` exclude the
 * program name.
 */
export async function complete(
  words: readonly string[],
  {commands: all, find}: Knowledge,
): Promise<Candidates> {
  const commands = all.filter(({hidden}) => !hidden)
  const before = words.slice(0, -1)
  const current = words.at(-1) ?? ''
  const found = await findCandidates({before, current}, {commands, find})
  if (found === 'files') return found
  const unique = new Map(found.map((each) => [each.value, each]))
  return [...unique.values()].filter(({value}) => value.startsWith(current))
}

async function findCandidates(
  {before, current}: {before: readonly string[]; current: string},
  knowledge: Knowledge,
): Promise<Candidates> {
  const {commands} = knowledge
  const typed = readTyped(before, commands)
  const {command, pending, ended} = typed
  if (command === undefined) return suggestWords(before, commands)
  if (pending !== undefined) return suggestValues(pending, {typed, current}, knowledge)

  const joined = ended ? undefined : /^(--[\w-]+=)(.*)$/s.exec(current)
  if (joined !== undefined && joined !== null) {
    const [, start = '', value = ''] = joined
    const flag = findFlag(start.slice(0, -1), command)
    if (flag === undefined) return []
    const values = await suggestValues(flag, {typed, current: value}, knowledge)
    return values === 'files' ? values : addPrefix(start, values)
  }
  if (!ended && current.startsWith('-')) return suggestFlags(command, typed)
  if (command.id === 'help') return suggestWords(typed.args, commands)
  return suggestWordsAndValues(command, {before, current, typed}, knowledge)
}

/** Suggests further words of the command's name, and values for its next argument. */
async function suggestWordsAndValues(
  command: KnownCommand,
  {before, current, typed}: {before: readonly string[]; current: string; typed: Typed},
  knowledge: Knowledge,
): Promise<Candidates> {
  const further = suggestWords(before, knowledge.commands)
  const args = Object.values(command.args)
  const last = args.at(-1)
  const arg = args[typed.args.length] ?? (last?.multiple === true ? last : undefined)
  const values = arg === undefined ? [] : await suggestArgValues(arg, {command, typed}, knowledge)
  if (values === 'files') return values
  const found = [...further, ...values.filter(({value}) => !typed.args.includes(value))]
  return found.length > 0 || current !== '' ? found : suggestFlags(command, typed)
}

/** Suggests the words that can come next in the names of commands. */
function suggestWords(before: readonly string[], commands: readonly KnownCommand[]): Candidate[] {
  const names = commands.map((command) => ({command, words: command.id.split(':')}))
  const able = names.filter(
    ({words}) => words.length > before.length && before.every((word, at) => word === words[at]),
  )
  return able.map(({command, words}) => ({
    value: words[before.length] ?? '',
    description: able.some(
      (each) =>
        each.words.length === before.length + 1 && each.words.at(-1) === words[before.length],
    )
      ? findSummary(before, words, commands)
      : toSpokenName(command),
  }))
}

function findSummary(
  before: readonly string[],
  words: readonly string[],
  commands: readonly KnownCommand[],
): string | undefined {
  const id = words.slice(0, before.length + 1).join(':')
  return commands.find((command) => command.id === id)?.summary
}

function suggestFlags({flags}: KnownCommand, {given}: Typed): Candidate[] {
  return Object.values(flags)
    .filter(({name, hidden}) => hidden !== true && name !== 'help')
    .filter((flag) => (flag.type === 'option' && flag.multiple === true) || !given.has(flag.name))
    .flatMap((flag) => {
      const description = flag.summary ?? flag.description
      const positive = {value: `--${flag.name}`, description}
      const hasNegative = flag.type === 'boolean' && flag.allowNo
      return hasNegative ? [positive, {...positive, value: `--no-${flag.name}`}] : [positive]
    })
}

async function suggestValues(
  flag: KnownFlag,
  {typed, current}: {typed: Typed; current: string},
  {find}: Knowledge,
): Promise<Candidates> {
  if (flag.type !== 'option') return []
  if (flag.options !== undefined) return flag.options.map((value) => ({value}))
  if (flag.helpValue === 'FILE') return 'files'
  const subject = findSubject(flag.name)
  if (subject === undefined) return []
  const found = await find(subject, typed)
  // In a list with commas, what comes before the last comma stays as it is.
  const start = flag.delimiter === ',' ? current.slice(0, current.lastIndexOf(',') + 1) : ''
  const already = start.split(',')
  return addPrefix(
    start,
    found.filter(({value}) => !already.includes(value)),
  )
}

async function suggestArgValues(
  arg: KnownArg,
  {command, typed}: {command: KnownCommand; typed: Typed},
  {find}: Knowledge,
): Promise<Candidates> {
  if (arg.options !== undefined) return arg.options.map((value) => ({value}))
  if (arg.name === 'file') return 'files'
  const topic = command.id.split(':')[0] ?? ''
  const subject = findSubject(arg.name, topic)
  return subject === undefined ? [] : find(subject, typed)
}

function addPrefix(start: string, found: readonly Candidate[]): Candidate[] {
  return found.map((each) => ({...each, value: start + each.value}))
}
