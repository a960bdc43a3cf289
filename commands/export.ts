import type {CommandResult} from '../src/cli/output/result.ts'
import {Flags} from '@oclif/core'
import {listProfileWebhooks, listOwnProfiles} from '../src/actions/target/all-profiles.ts'
import {
  exportDesired,
  isOverwritten,
  describeLeftOut,
  toYaml,
  writeDesired,
} from '../src/actions/desired/export-file.ts'
import {reportFailures} from '../src/cli/views/listing.ts'
import {
  defineAllProfilesFlag,
  defineProviderFilter,
  defineYesFlag,
} from '../src/cli/flags/global.ts'
import {isMachineFormat} from '../src/context/output-format.ts'
import {selectProfile} from '../src/actions/target/selection.ts'
import {TargetCommand} from '../src/cli/program/target-command.ts'
import type {DesiredFile} from '../src/actions/desired/schema.ts'

export default class Export extends TargetCommand {
  static override summary = 'Write the existing webhooks to a configuration file.'
  static override description =
    'The file can be used with plan and apply. Secrets are left out. The order does not depend on ids, so that two exports can be compared.'
  static override examples = [
    '<%= config.bin %> export --file hooks.yaml',
    '<%= config.bin %> export --all-profiles --json',
  ]
  static override flags = {
    file: Flags.string({description: 'File to write; stdout by default.', helpValue: 'FILE'}),
    provider: defineProviderFilter(),
    'all-profiles': defineAllProfilesFlag(),
    yes: defineYesFlag(),
  }

  async execute(): Promise<CommandResult<DesiredFile>> {
    const {flags} = await this.parse(Export)
    const {selection, connection} = this
    const {file, provider} = flags
    const profiles = flags['all-profiles']
      ? await listOwnProfiles(selection, connection)
      : [(await selectProfile(selection, connection)).value]

    const looks = await listProfileWebhooks(profiles, {provider}, {selection, connection})
    const reporting = {isWhole: flags['all-profiles'], say: (line: string) => this.talk(line)}
    const exitStatus = reportFailures(looks, reporting)
    const result = await exportDesired(looks)
    const note = describeLeftOut(looks)
    if (note !== undefined) this.talk(note)

    const text = toYaml(result)
    if (file !== undefined) {
      if (!flags.yes && (await isOverwritten(file, text))) await this.confirm(`Overwrite ${file}?`)
      this.talk(await writeDesired(file, text, result))
    }
    if (isMachineFormat(this.format)) return this.answer(result, {fields: []}, exitStatus)
    return file === undefined ? this.answerText(result, text, exitStatus) : {result, exitStatus}
  }
}
