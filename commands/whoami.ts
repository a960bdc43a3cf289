import type {CommandResult} from '../src/cli/output/result.ts'
import {EXIT_STATUS} from '../src/core/errors.ts'
import {TargetCommand} from '../src/cli/program/target-command.ts'
import {identify, type Identity} from '../src/actions/target/identity.ts'
import {toIdentityView} from '../src/cli/views/identity.ts'

export default class Whoami extends TargetCommand {
  static override summary = 'Show the profile in use, its settings, and whether it works.'
  static override description =
    'Each value comes from a flag, an environment variable, the .hooksrc of the project, the configuration file or a default, in this order.'
  static override examples = [
    '<%= config.bin %> whoami',
    '<%= config.bin %> whoami --profile apivideo --json',
  ]

  async execute(): Promise<CommandResult<Identity>> {
    await this.parse(Whoami)

    const identity = await identify(this.selection, this.connection, this.project.file)

    const {problem, notices} = identity
    for (const notice of notices) this.talk(`note: ${notice}`)
    if (problem?.hint !== undefined) this.talk(`hint: ${problem.hint}`)
    const exitStatus = problem === undefined ? 0 : EXIT_STATUS[problem.code]
    return this.answer(identity, toIdentityView(identity), exitStatus)
  }
}
