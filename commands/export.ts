import type {Answer} from '../src/cli/output/answer.ts'
import {Flags} from '@oclif/core'
import {lookAt, ownProfiles} from '../src/actions/target/all-profiles.ts'
import {
  exported,
  isOverwritten,
  leftOut,
  toYaml,
  writeDesired,
} from '../src/actions/desired/export-file.ts'
import {reportFailures} from '../src/cli/views/listing.ts'
import {allProfilesFlag, providerFilter, yesFlag} from '../src/cli/flags/global.ts'
import {isMachineFormat} from '../src/context/output-format.ts'
import {selectedProfile} from '../src/actions/target/selection.ts'
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
    provider: providerFilter(),
    'all-profiles': allProfilesFlag(),
    yes: yesFlag(),
  }

  async execute(): Promise<Answer<DesiredFile>> {
    const {flags} = await this.parse(Export)
    const {selection, connection} = this
    const {file, provider} = flags
    const profiles = flags['all-profiles']
      ? await ownProfiles(selection, connection)
      : [(await selectedProfile(selection, connection)).value]

    const looks = await lookAt(profiles, {provider}, {selection, connection})
    const say = (line: string) => this.talk(line)
    const exitStatus = reportFailures(looks, {isWhole: flags['all-profiles'], say})
    const result = await exported(looks)
    const note = leftOut(looks)
    if (note !== undefined) this.talk(note)

    const text = toYaml(result)
    if (file === undefined) {
      if (!isMachineFormat(this.format)) return this.answerText(result, text, exitStatus)
      return this.answer(result, {fields: []}, exitStatus)
    }
    if (!flags.yes && (await isOverwritten(file, text))) await this.confirm(`Overwrite ${file}?`)
    await writeDesired(file, text)
    const {length: count} = result.webhooks
    this.talk(`Wrote ${count === 1 ? 'one webhook' : `${count} webhooks`} to ${file}.`)
    if (!isMachineFormat(this.format)) return {result, exitStatus}
    return this.answer(result, {fields: []}, exitStatus)
  }
}
