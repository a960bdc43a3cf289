import {expect, test} from 'vitest'
import {program} from '../support/program.ts'
import {describeCommands} from '../../src/cli/views/command.ts'
import {loadSources} from '../../scripts/program.ts'

test('commands --json lists every visible command with its summary, arguments and flags', async () => {
  const {stdout, exitStatus} = await program(['commands', '--json'], {})

  expect(exitStatus).toBe(0)
  const {commands} = JSON.parse(stdout)
  const names = commands.map(({name}: {name: string}) => name)
  expect(names).toContain('deliveries get')
  expect(names).not.toContain('complete')
  expect(commands.find(({name}: {name: string}) => name === 'disable')).toMatchObject({
    summary: expect.stringMatching(/\.$/),
    args: [{name: 'ids', required: true, multiple: true}],
    flags: expect.arrayContaining([
      expect.objectContaining({name: 'profile', type: 'option', env: 'HOOKS_PROFILE'}),
    ]),
  })
})

test('in a pipe, commands prints one line per command', async () => {
  const {commands} = await loadSources()

  const {stdout} = await program(['commands'], {})

  const lines = stdout.trimEnd().split('\n')
  expect(lines).toHaveLength(describeCommands(commands).length)
  expect(lines).toContainEqual(expect.stringMatching(/^trigger\t\[EVENT\]\tSend an event/))
})
