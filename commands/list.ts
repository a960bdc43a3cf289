import type {CommandResult} from '../src/cli/output/result.ts'
import {Flags} from '@oclif/core'
import {listProfileWebhooks, listOwnProfiles} from '../src/actions/target/all-profiles.ts'
import {defineAllProfilesFlag, defineProviderFilter} from '../src/cli/flags/global.ts'
import {reportFailures, toListed, PROFILED_COLUMNS, type Listed} from '../src/cli/views/listing.ts'
import {defineListFlags} from '../src/cli/output/columns.ts'
import {selectProfile} from '../src/actions/target/selection.ts'
import {TargetCommand} from '../src/cli/program/target-command.ts'
import {WEBHOOK_COLUMNS} from '../src/cli/views/webhook.ts'
import {loadProvider} from '../src/providers/index.ts'

export default class List extends TargetCommand {
  static override summary = 'List webhooks.'
  static override description =
    'The oldest come first. Secrets are masked. With --all-profiles, a profile that fails does not hide the others, but sets the exit status.'
  static override examples = [
    '<%= config.bin %> list',
    '<%= config.bin %> list --event video.source.recorded --json',
    '<%= config.bin %> list --all-profiles',
    '<%= config.bin %> list --columns id,url --sort -created',
  ]
  static override flags = {
    provider: defineProviderFilter(),
    event: Flags.string({
      description: 'Only webhooks subscribed to this event type.',
      helpValue: 'EVENT',
    }),
    'all-profiles': defineAllProfilesFlag(),
    ...defineListFlags(),
  }

  async execute(): Promise<CommandResult<Listed>> {
    const {flags} = await this.parse(List)
    // Otherwise an unknown provider would look like one without webhooks.
    if (flags.provider !== undefined) await loadProvider(flags.provider)
    const {selection, connection} = this
    const isWhole = flags['all-profiles']
    const profiles = isWhole
      ? await listOwnProfiles(selection, connection)
      : [(await selectProfile(selection, connection)).value]

    const looks = await listProfileWebhooks(profiles, flags, {selection, connection})
    const exitStatus = reportFailures(looks, {isWhole, say: (text) => this.talk(text)})

    const answer = toListed(looks, {isWhole})
    const isFiltered = flags.event !== undefined || flags.provider !== undefined
    const empty = isFiltered
      ? 'No webhooks match; leave out --event and --provider to see all.'
      : `No webhooks yet; create one with: ${this.config.bin} create`
    const columns = isWhole ? PROFILED_COLUMNS : WEBHOOK_COLUMNS
    return this.answer(answer, {rows: answer.webhooks, columns, empty}, exitStatus)
  }
}
