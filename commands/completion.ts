import type {CommandResult} from '../src/cli/output/result.ts'
import {Args} from '@oclif/core'
import {BaseCommand} from '../src/cli/program/base-command.ts'
import {
  createCompletionScript,
  describeInstallation,
  isShell,
  SHELLS,
} from '../src/cli/completion/script.ts'
import {HooksError} from '../src/core/errors.ts'

export default class Completion extends BaseCommand {
  static override summary = 'Print a shell completion script.'
  static override description =
    'It completes commands, flags, event names, providers, profiles, and ids of webhooks and deliveries.'
  static override examples = [
    '<%= config.bin %> completion bash > ~/.local/share/bash-completion/completions/<%= config.bin %>',
    '<%= config.bin %> completion zsh > ~/.zfunc/_<%= config.bin %>',
    '<%= config.bin %> completion fish > ~/.config/fish/completions/<%= config.bin %>.fish',
  ]
  static override args = {
    shell: Args.string({description: 'Shell to complete in.', options: SHELLS, required: true}),
  }

  async execute(): Promise<CommandResult<{shell: string; script: string} | undefined>> {
    const {args} = await this.parse(Completion)
    const {shell} = args
    if (!isShell(shell)) throw new HooksError('usage', `unknown shell ${shell}`)
    const {bin} = this.config
    const script = createCompletionScript(shell, bin)
    if (this.format === 'json' || this.format === 'ndjson') {
      return this.answer({shell, script}, {fields: []})
    }
    if (this.context.stdout.isTerminal) this.talk(describeInstallation(shell, bin))
    return this.answerText({shell, script}, script)
  }
}
