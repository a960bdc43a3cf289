import {expect, test} from 'vitest'
import HooksHelp from '../../src/cli/help/help.ts'
import {commandName, loadSources, visibleCommands} from '../../scripts/program.ts'
import type {Prompter} from '../../src/prompts/prompter.ts'
import {program} from '../support/program.ts'
import {hooks} from '../support/run.ts'
import {parseExample} from './command-line.ts'
import {startPlace, type Place} from './place.ts'

/** Commands whose examples are not run, and why. */
const NOT_RUN: Readonly<Record<string, string>> = {
  serve: 'runs until it is stopped; the acceptance tests run it',
  init: 'asks many questions; its own test answers them',
}

/** Starts every colour sequence. */
const ESCAPE = '\u001B'

/** Commands that list all commands, which only the complete program knows. */
const NEED_PROGRAM = ['help', 'commands', 'completion']

/** Exit statuses besides 0 that report a result, not a failure of the command. */
const OTHER_STATUSES: Readonly<Record<string, readonly number[]>> = {
  doctor: [8],
  plan: [8],
}

const config = await loadSources()
const help = new HooksHelp(config)
const examples = visibleCommands(config).flatMap((command) =>
  (command.examples ?? []).map((example) => ({
    name: commandName(command),
    line: help.render(typeof example === 'string' ? example : example.command),
  })),
)

test('every command has an example', () => {
  const without = visibleCommands(config).filter(({examples: own = []}) => own.length === 0)

  expect(without.map(commandName)).toEqual([])
})

test('every example is a command line of its own command, with flags in their long form', () => {
  for (const {name, line} of examples) {
    const words = parseExample(line, config.bin)

    expect(words.slice(0, name.split(' ').length).join(' ')).toBe(name)
    expect(words.filter((word) => /^-[A-Za-z]/.test(word) && !isSorting(words, word))).toEqual([])
  }
})

test('every flag in an example is a flag of its command', () => {
  const unknown = examples.flatMap(({name, line}) => {
    const {flags} = config.findCommand(name.replaceAll(' ', ':'), {must: true})
    return parseExample(line, config.bin)
      .filter((word) => /^--[a-z]/.test(word))
      .filter((word) => !Object.hasOwn(flags, word.replace(/^--(no-)?/, '').replace(/=.*/s, '')))
      .map((word) => `${name}: ${word}`)
  })

  expect(unknown).toEqual([])
})

const run = examples.filter(({name}) => !(name in NOT_RUN))

for (const {name, line} of run) {
  test(`the example works on a terminal: ${line}`, async () => {
    await using place = await startPlace({virtualClock: name === 'clock advance'})
    const argv = parseExample(line, config.bin).map((word) => place.real(word))

    const {stderr, exitStatus} = await runOnTerminal(name, argv, place)

    const isFine = [0, ...(OTHER_STATUSES[name] ?? [])].includes(exitStatus ?? -1)
    expect({isFine, exitStatus, stderr}).toMatchObject({isFine: true})
  })
}

const firsts = run.filter(
  ({name}, index) =>
    !NEED_PROGRAM.includes(name) && run.findIndex((each) => each.name === name) === index,
)

for (const {name, line} of firsts) {
  test(`without a terminal, the example asks nothing and has no colours: ${line}`, async () => {
    await using place = await startPlace({virtualClock: name === 'clock advance'})
    const argv = parseExample(line, config.bin).map((word) => place.real(word))
    using _ = enterFolder(place.folder)

    const {stdout, stderr, exitStatus} = await hooks(argv, place.env)

    const isRefused = exitStatus === 2 && /--[a-z]/.test(stderr)
    const isFine = isRefused || [0, ...(OTHER_STATUSES[name] ?? [])].includes(exitStatus)
    expect({isFine, exitStatus, stderr}).toMatchObject({isFine: true})
    expect(stdout + stderr).not.toContain(ESCAPE)
  })
}

async function runOnTerminal(name: string, argv: readonly string[], place: Place) {
  if (NEED_PROGRAM.includes(name)) return program(argv, place.env)
  using _ = enterFolder(place.folder)
  const prompter = createPrompter(place.env['STAGING_KEY'] ?? '')
  return await hooks(argv, place.env, {prompter, terminal: true})
}

/** Confirms everything, and enters the credential. */
function createPrompter(credential: string): Prompter {
  const refuse = () =>
    Promise.reject(new Error('an example asks for more than a confirmation or a secret'))
  return {
    confirm: () => Promise.resolve(true),
    secret: () => Promise.resolve(credential),
    input: refuse,
    select: refuse,
    checkbox: refuse,
  }
}

/** Changes to the folder that contains the files named by examples. */
function enterFolder(folder: string): Disposable {
  const before = process.cwd()
  process.chdir(folder)
  return {[Symbol.dispose]: () => process.chdir(before)}
}

/** Whether the word is a value such as `-created` in `--sort -created`. */
function isSorting(words: readonly string[], word: string): boolean {
  return words[words.indexOf(word) - 1] === '--sort'
}
