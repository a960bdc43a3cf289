import {Flags} from '@oclif/core'
import {checkLogin, collectCredentials, credentialsOf, withCredentials} from '../src/cli/login.ts'
import {selectedProfile} from '../src/cli/selection.ts'
import {TargetCommand} from '../src/cli/target-command.ts'

export default class Login extends TargetCommand {
  static override summary = 'Store the credentials of a profile.'
  static override description =
    'A value may be a reference to where it is: env:NAME, file:PATH or cmd:COMMAND. The credentials are tried before they are kept.'
  static override examples = [
    '<%= config.bin %> login --profile apivideo-sandbox',
    '<%= config.bin %> login --profile apivideo --key-file api-key.txt --no-check',
  ]
  static override flags = {
    'key-file': Flags.string({
      description:
        'File that holds the credential, or name=value lines where there are several; - is standard input.',
      helpValue: 'FILE',
    }),
    check: Flags.boolean({allowNo: true, default: true, description: 'Try the credentials first.'}),
  }

  async run(): Promise<{profile: string; checked: boolean; file: string}> {
    const {flags} = await this.parse(Login)
    const {value: profile} = await selectedProfile(this.selection, this.around)
    const wanted = await credentialsOf(profile, this.settings)

    const credentials = await collectCredentials(wanted, flags['key-file'], this.surroundings)
    const checked =
      flags.check && (await checkLogin({profile, credentials}, this.selection, this.around))
    await this.settings.update((data) => withCredentials(data, profile, credentials))

    const {file} = this.settings
    this.talk(`Stored the credentials of ${profile} in ${file}${checked ? '; they work' : ''}.`)
    return this.answer({profile, checked, file}, {fields: [['profile', profile]]})
  }
}
