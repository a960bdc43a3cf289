import {glob, readFile} from 'node:fs/promises'
import path from 'node:path'
import {Command} from '@oclif/core'
import {expect, test} from 'vitest'
import {COMMAND_GROUPS} from '../src/cli/help/root-help.ts'
import {surface} from '../scripts/docs/surface.ts'
import {commandName, loadSources, ROOT, visibleCommands} from '../scripts/program.ts'

const files = await Array.fromAsync(glob('commands/**/*.ts', {cwd: ROOT}))

// If a command file throws while loading, oclif reports that the command does not exist.
test.each(files)('%s loads, and has a summary', async (file) => {
  const {default: Class}: {default: typeof Command} = await import(path.join(ROOT, file))

  expect(Class.prototype).toBeInstanceOf(Command)
  expect(Class.summary).toMatch(/^[A-Z].*\.$/)
})

test('every command file defines a command', async () => {
  const config = await loadSources()

  const names = files.map((file) => file.replace(/^commands\/|(?:\/index)?\.ts$/g, ''))

  expect(config.commandIDs.toSorted()).toEqual(
    names.map((name) => name.replaceAll('/', ':')).toSorted(),
  )
})

test('every command is in one group of the help', async () => {
  const config = await loadSources()

  const listed = COMMAND_GROUPS.flatMap(({commands}) => commands)

  expect(listed.toSorted()).toEqual(visibleCommands(config).map(commandName).toSorted())
})

test('surface.txt lists all commands, arguments and flags (npm run docs updates it)', async () => {
  const config = await loadSources()

  expect(surface(config)).toBe(await readFile(path.join(ROOT, 'test/surface.txt'), 'utf8'))
})
