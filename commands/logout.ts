import type {CommandResult} from '../src/cli/output/result.ts'
import {
  forgetInKeychain,
  findStoredCredentials,
  removeCredentials,
} from '../src/actions/login/logout.ts'
import {LOCAL_PROFILE, requireKnownProfile} from '../src/actions/target/profiles.ts'
import {selectProfile} from '../src/actions/target/selection.ts'
import {TargetCommand} from '../src/cli/program/target-command.ts'

type LoggedOut = {profile: string; removed: readonly string[]; file: string}

export default class Logout extends TargetCommand {
  static override summary = 'Remove the stored credentials of a profile.'
  static override description =
    'The other settings of the profile stay; profile remove removes them too. Credentials in the environment are not touched.'
  static override examples = [
    '<%= config.bin %> logout',
    '<%= config.bin %> logout --profile apivideo-sandbox',
  ]

  async execute(): Promise<CommandResult<LoggedOut>> {
    await this.parse(Logout)
    const {value: profile} = await selectProfile(this.selection, this.connection)
    const config = await this.settings.read()
    await requireKnownProfile(profile, config)
    const credentials = findStoredCredentials(config, profile)
    const removed = Object.keys(credentials)

    if (removed.length > 0) {
      await forgetInKeychain(profile, credentials, this.context.env)
      await this.settings.update((data) => removeCredentials(data, profile))
    }

    const {file} = this.settings
    this.talk(
      removed.length > 0
        ? `Removed the credentials of ${profile} from ${file}.`
        : `No credentials are stored for ${profile}.`,
    )
    if (profile === LOCAL_PROFILE && removed.length > 0) {
      this.talk('The next hooks serve creates a new key; a running server keeps its key.')
    }
    return this.answer({profile, removed, file}, {fields: [['profile', profile]]})
  }
}
