import type {Answer} from '../src/cli/output/answer.ts'
import {Flags} from '@oclif/core'
import {examine, type Diagnosis} from '../src/actions/doctor/doctor.ts'
import {FINDING_COLUMNS} from '../src/cli/views/finding.ts'
import type {ProjectFile} from '../src/context/project.ts'
import {TargetCommand} from '../src/cli/program/target-command.ts'
import {EXIT_STATUS, HooksError} from '../src/core/errors.ts'

export default class Doctor extends TargetCommand {
  static override summary = 'Examine everything hooks needs, and name what mends each finding.'
  static override description =
    'Looks at Node, configuration, the store and its key, server, the credentials of each stored profile, clocks, whether each receiver answers, and which webhooks keep failing or were disabled by hooks. It changes nothing and delivers nothing. Exits 0 only if all is well, else 8.'
  static override examples = [
    '<%= config.bin %> doctor',
    '<%= config.bin %> doctor --profile apivideo --json',
  ]
  static override flags = {
    store: Flags.string({
      description: 'The store to look at; hooks.db in the data folder when left out.',
      env: 'HOOKS_STORE',
      helpValue: 'PLACE',
    }),
  }

  private projectProblem: HooksError | undefined

  async execute(): Promise<Answer<Diagnosis>> {
    const {flags} = await this.parse(Doctor)
    const {selection, connection, context} = this
    const {version} = this.config

    const patient = {selection, connection, context, version, store: flags.store}
    const diagnosis = await examine(patient, this.projectProblem ?? this.project)

    const {findings: rows} = diagnosis
    const view = {rows, columns: FINDING_COLUMNS, isWhole: true}
    const exitStatus = diagnosis.ok ? 0 : EXIT_STATUS.expectation_unmet
    const answer = await this.answer(diagnosis, view, exitStatus)
    this.talk(diagnosis.ok ? 'All is well.' : 'Not all is well: each finding says what mends it.')
    return answer
  }

  /** What is wrong with it is one of the findings. */
  protected override async readProject(): Promise<ProjectFile> {
    return super.readProject().catch((error: unknown) => {
      if (!(error instanceof HooksError)) throw error
      this.projectProblem = error
      return {values: {}}
    })
  }
}
