import {Config, Flags} from '@oclif/core'
import {expect, test} from 'vitest'
import type {CommandResult} from '../../../src/cli/output/result.ts'
import {TargetCommand} from '../../../src/cli/program/target-command.ts'

test('the flags of a command are parsed once', async () => {
  let parses = 0
  class Counting extends TargetCommand {
    static override id = 'counting'
    static override flags = {
      counted: Flags.string({
        parse: async (text) => {
          parses += 1
          return text
        },
      }),
    }

    async execute(): Promise<CommandResult<string | undefined>> {
      const {flags} = await this.parse(Counting)
      return {result: flags.counted, exitStatus: 0}
    }
  }
  const pjson = {name: 'hooks-cli', version: '0.0.0', oclif: {bin: 'hooks'}}
  const config = await Config.load({root: process.cwd(), pjson})

  const result: unknown = await Counting.run(['--counted', 'x'], config)

  expect(result).toBe('x')
  expect(parses).toBe(1)
})
