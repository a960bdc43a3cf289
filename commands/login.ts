import type {CommandResult} from '../src/cli/output/result.ts'
import {defined} from '../src/core/defined.ts'
import {defineLoginFlags} from '../src/cli/flags/login.ts'
import {resolveLoginProfile} from '../src/actions/login/login-profile.ts'
import {
  checkLogin,
  collectCredentials,
  storeInKeychain,
  addCredentials,
} from '../src/actions/login/login.ts'
import {selectProfile} from '../src/actions/target/selection.ts'
import {TargetCommand} from '../src/cli/program/target-command.ts'

type LoggedIn = {profile: string; checked: boolean; file: string; keychain?: string}

export default class Login extends TargetCommand {
  static override summary = 'Store credentials for a profile.'
  static override description =
    'A value may be a reference: env:NAME, file:PATH, cmd:COMMAND or keychain:NAME. The credentials are checked before they are stored. A new profile name creates a profile; --vendor says which vendor it is for.'
  static override examples = [
    '<%= config.bin %> login --profile apivideo-sandbox',
    '<%= config.bin %> login --profile apivideo --key-file api-key.txt --no-check',
    '<%= config.bin %> login --profile staging --vendor apivideo-sandbox --credential apiKey=env:STAGING_KEY --no-check',
  ]
  static override flags = defineLoginFlags()

  async execute(): Promise<CommandResult<LoggedIn>> {
    const {flags} = await this.parse(Login)
    const {value: name} = await selectProfile(this.selection, this.connection)
    const {scope} = this.selection
    const wish = {
      vendor: flags.vendor,
      baseUrl: flags['base-url'],
      apiUrl: this.selection.apiUrl,
      scope: scope?.source === 'flag' ? scope.value : undefined,
    }
    const context = this.context
    const config = await this.settings.read()
    const profile = await resolveLoginProfile(name, wish, {config, context})
    const input = {references: flags.credential ?? [], keyFile: flags['key-file']}
    const typed = await collectCredentials(profile.credentials, input, context)

    const {vendor, credentials: wanted} = profile
    const trial = {vendor, credentials: typed}
    const checked = flags.check && (await checkLogin(trial, this.selection, this.connection))
    const {credentials, label} = flags.keychain
      ? await storeInKeychain(name, typed, {wanted, env: context.env})
      : {credentials: typed}
    await this.settings.update((data) => addCredentials(data, profile, credentials))

    const {file} = this.settings
    const place = label === undefined ? file : `the ${label}`
    this.talk(`Stored the credentials of ${name} in ${place}${checked ? '; they work' : ''}.`)
    const keychain = defined({keychain: label})
    return this.answer({profile: name, checked, file, ...keychain}, {fields: [['profile', name]]})
  }
}
