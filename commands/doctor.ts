import type {CommandResult} from '../src/cli/output/result.ts'
import {Flags} from '@oclif/core'
import {examine, type Diagnosis} from '../src/actions/doctor/doctor.ts'
import {FINDING_COLUMNS} from '../src/cli/views/finding.ts'
import {TargetCommand} from '../src/cli/program/target-command.ts'
import {EXIT_STATUS, HooksError} from '../src/core/errors.ts'

export default class Doctor extends TargetCommand {
  static override summary = 'Check everything hooks needs, and say how to fix problems.'
  static override description =
    'Checks Node, the configuration, the store and its key, the server, the credentials of each stored profile, the clocks, whether each receiver responds, and which webhooks keep failing or were disabled by hooks. It changes nothing and delivers nothing. Exits 0 if there are no problems, otherwise 8.'
  static override examples = [
    '<%= config.bin %> doctor',
    '<%= config.bin %> doctor --profile apivideo --json',
  ]
  static override flags = {
    store: Flags.string({
      description: 'Store to check; hooks.db in the data directory by default.',
      env: 'HOOKS_STORE',
      helpValue: 'PLACE',
    }),
  }

  private projectProblem: HooksError | undefined

  async execute(): Promise<CommandResult<Diagnosis>> {
    const {flags} = await this.parse(Doctor)
    const {selection, connection, context} = this
    const {version} = this.config

    const patient = {selection, connection, context, version, store: flags.store}
    const diagnosis = await examine(patient, this.projectProblem ?? this.project)

    const {findings: rows} = diagnosis
    const view = {rows, columns: FINDING_COLUMNS, isWhole: true}
    const exitStatus = diagnosis.ok ? 0 : EXIT_STATUS.expectation_unmet
    const answer = await this.answer(diagnosis, view, exitStatus)
    this.talk(
      diagnosis.ok ? 'No problems found.' : 'Problems found: each finding says how to fix it.',
    )
    return answer
  }

  /** A problem with the project file becomes one of the findings. */
  protected override async readProject(): ReturnType<TargetCommand['readProject']> {
    return super.readProject().catch((error: unknown) => {
      if (!(error instanceof HooksError)) throw error
      this.projectProblem = error
      return {values: {}}
    })
  }
}
