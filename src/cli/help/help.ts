import {createProcessContext} from '../../context/context.ts'
import {CommandHelp, Help, type Command, type Interfaces} from '@oclif/core'
import {formatRootHelp} from './root-help.ts'
import {createUnknownCommandError} from '../program/unknown-command.ts'

/** Lists a command's own flags before the global ones; the usage line names only the arguments. */
class OwnFlagsFirst extends CommandHelp {
  protected override defaultUsage(): string {
    const args = Object.values(this.command.args).map(({name, required, multiple}) => {
      const shown = `${name.toUpperCase()}${multiple === true ? '...' : ''}`
      return required === true ? shown : `[${shown}]`
    })
    return [this.command.id, ...args, '[FLAGS]'].join(' ')
  }

  protected override groupFlags(flags: Command.Flag.Any[]) {
    const {flagGroups, mainFlags} = super.groupFlags(flags)
    const {GLOBAL, ...own} = flagGroups
    // Flags with a letter first: oclif misaligns the list if its first line has none.
    mainFlags.sort((a, b) => Number(b.char !== undefined) - Number(a.char !== undefined))
    return {mainFlags, flagGroups: GLOBAL === undefined ? own : {...own, GLOBAL}}
  }
}

/** oclif's help with a first page of its own. */
export default class HooksHelp extends Help {
  protected override CommandHelpClass = OwnFlagsFirst

  constructor(config: Interfaces.Config, options: Partial<Interfaces.HelpOptions> = {}) {
    super(config, {...options, flagSortOrder: 'none', hideAliasesFromRoot: true})
  }

  /**
   * Shows help for a command line with a help flag, or for the words after `help`.
   *
   * @throws HooksError usage, for an unknown command
   */
  override async showHelp(argv: string[]): Promise<void> {
    const names = argv.filter((word) => !word.startsWith('-'))
    if (names.length === 0) return this.showRootHelp()
    // Finds the longest command name; the words after it are arguments.
    for (let length = names.length; length > 0; length--) {
      const id = names.slice(0, length).join(':')
      const command = this.config.findCommand(id)
      if (command !== undefined) return this.showCommandHelp(command)
      const topic = this.config.findTopic(id)
      if (topic !== undefined) return this.showTopicHelp(topic)
    }
    throw createUnknownCommandError(names.join(' '), this.config)
  }

  override async showRootHelp(): Promise<void> {
    createProcessContext().stdout.write(this.root())
  }

  /** Returns what `hooks help COMMAND` prints below the summary. */
  renderCommand(command: Command.Loadable): string {
    return this.formatCommand({...command})
  }

  /** Returns the first page as text. */
  root(): string {
    const {bin, pjson} = this.config
    return formatRootHelp({
      bin,
      description: pjson.description ?? '',
      commands: this.sortedCommands,
    })
  }
}
