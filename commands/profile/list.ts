import type {CommandResult} from '../../src/cli/output/result.ts'
import {defineListFlags} from '../../src/cli/output/columns.ts'
import {listProfiles, type ListedProfile} from '../../src/actions/target/list-profiles.ts'
import {PROFILE_COLUMNS} from '../../src/cli/views/profile.ts'
import {TargetCommand} from '../../src/cli/program/target-command.ts'

export default class ProfileList extends TargetCommand {
  static override summary = 'List the built-in and stored profiles.'
  static override description =
    'Shows which API each profile uses and where its credentials come from. It does not contact the vendors; whoami and doctor do.'
  static override examples = [
    '<%= config.bin %> profile list',
    '<%= config.bin %> profile list --json',
  ]
  static override flags = defineListFlags()

  async execute(): Promise<CommandResult<{profiles: ListedProfile[]}>> {
    await this.parse(ProfileList)

    const profiles = await listProfiles(this.selection, this.connection)

    return this.answer({profiles}, {rows: profiles, columns: PROFILE_COLUMNS})
  }
}
