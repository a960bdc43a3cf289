import {createCompletionSources} from '../src/cli/completion/sources.ts'
import {complete} from '../src/cli/completion/complete.ts'
import {formatCompletions} from '../src/cli/completion/script.ts'
import {TargetCommand} from '../src/cli/program/target-command.ts'

/** Called by the scripts that `completion` prints. */
export default class Complete extends TargetCommand {
  static override hidden = true
  static override strict = false
  static override summary = 'Suggest completions for a command line.'
  static override examples = ['<%= config.bin %> complete -- trigger video.']

  async execute(): Promise<void> {
    // Read from argv, since oclif drops a second --, which may be the word to complete.
    const words = this.argv.slice(this.argv.indexOf('--') + 1)
    const find = createCompletionSources(this.selection, this.connection)

    const {commands} = this.config
    const found = await complete(words, {commands, find})

    this.context.stdout.write(formatCompletions(found))
  }

  /** An error message would garble the command line that is being typed. */
  protected override async catch(): Promise<void> {}
}
