import type {CommandResult} from '../src/cli/output/result.ts'
import {BaseCommand} from '../src/cli/program/base-command.ts'
import {COMMAND_COLUMNS, describeCommands, type CommandReport} from '../src/cli/views/command.ts'

export default class Commands extends BaseCommand {
  static override summary = 'List the commands with their arguments and flags.'
  static override description = 'With --json, prints all details for scripts and tools.'
  static override examples = ['<%= config.bin %> commands', '<%= config.bin %> commands --json']

  async execute(): Promise<CommandResult<{commands: CommandReport[]}>> {
    await this.parse(Commands)

    const commands = describeCommands(this.config.commands)

    return this.answer({commands}, {rows: commands, columns: COMMAND_COLUMNS})
  }
}
