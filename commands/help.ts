import {Args, loadHelpClass} from '@oclif/core'
import {BaseCommand} from '../src/cli/program/base-command.ts'

export default class HelpCommand extends BaseCommand {
  static override summary = 'Show help for a command.'
  static override strict = false
  static override examples = [
    '<%= config.bin %> help create',
    '<%= config.bin %> help deliveries get',
  ]
  static override args = {
    command: Args.string({
      description: 'Name of the command; without it, all commands are listed.',
    }),
  }

  async execute(): Promise<void> {
    const Help = await loadHelpClass(this.config)
    await new Help(this.config).showHelp(this.argv)
  }
}
