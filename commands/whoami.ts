import {exitWith} from '../src/cli/program/error-writer.ts'
import {TargetCommand} from '../src/cli/program/target-command.ts'
import {identify, identityFields, type Identity} from '../src/cli/views/identity.ts'

export default class Whoami extends TargetCommand {
  static override summary =
    'Show the profile in use, where each value came from, and whether it works.'
  static override description =
    'Values come from a flag, the environment, the .hooksrc of the project, the configuration or a default, in this order.'
  static override examples = [
    '<%= config.bin %> whoami',
    '<%= config.bin %> whoami --profile apivideo --json',
  ]

  async run(): Promise<Identity> {
    await this.parse(Whoami)

    const identity = await identify(this.selection, this.around, this.project.file)

    const {problem, notices} = identity
    for (const notice of notices) this.talk(`note: ${notice}`)
    if (problem !== undefined) exitWith(problem.code)
    if (problem?.hint !== undefined) this.talk(`hint: ${problem.hint}`)
    return this.answer(identity, identityFields(identity))
  }
}
