import {Flags} from '@oclif/core'
import {lookAt, ownProfiles} from '../src/actions/target/all-profiles.ts'
import {
  exported,
  isOverwritten,
  leftOut,
  toYaml,
  writeDesired,
} from '../src/actions/desired/export-file.ts'
import {complain} from '../src/cli/views/listing.ts'
import {allProfilesFlag, providerFilter, yesFlag} from '../src/cli/flags/global.ts'
import {isMachineFormat} from '../src/cli/output/view.ts'
import {selectedProfile} from '../src/actions/target/selection.ts'
import {TargetCommand} from '../src/cli/program/target-command.ts'
import type {DesiredFile} from '../src/actions/desired/schema.ts'

export default class Export extends TargetCommand {
  static override summary = 'Write a file that says what webhooks there are.'
  static override description =
    'The file is for plan and apply. Secrets are left out; the order does not depend on ids, so that two exports can be compared.'
  static override examples = [
    '<%= config.bin %> export --file hooks.yaml',
    '<%= config.bin %> export --all-profiles --json',
  ]
  static override flags = {
    file: Flags.string({description: 'Where to write; stdout when left out.', helpValue: 'FILE'}),
    provider: providerFilter(),
    'all-profiles': allProfilesFlag(),
    yes: yesFlag(),
  }

  async run(): Promise<DesiredFile> {
    const {flags} = await this.parse(Export)
    const {selection, around} = this
    const {file, provider} = flags
    const profiles = flags['all-profiles']
      ? await ownProfiles(selection, around)
      : [(await selectedProfile(selection, around)).value]

    const looks = await lookAt(profiles, {provider}, {selection, around})
    complain(looks, {isWhole: flags['all-profiles'], say: (text) => this.talk(text)})
    const found = await exported(looks)
    const note = leftOut(looks)
    if (note !== undefined) this.talk(note)

    const text = toYaml(found)
    if (file === undefined) {
      if (isMachineFormat(this.format)) return this.answer(found, {fields: []})
      process.stdout.write(text)
      return found
    }
    if (!flags.yes && (await isOverwritten(file, text))) await this.confirm(`Overwrite ${file}?`)
    await writeDesired(file, text)
    const {length: count} = found.webhooks
    this.talk(`Wrote ${count === 1 ? 'one webhook' : `${count} webhooks`} to ${file}.`)
    if (isMachineFormat(this.format)) await this.answer(found, {fields: []})
    return found
  }
}
