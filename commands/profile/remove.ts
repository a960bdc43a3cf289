import type {CommandResult} from '../../src/cli/output/result.ts'
import {Args} from '@oclif/core'
import {defineYesFlag} from '../../src/cli/flags/global.ts'
import {
  forgetInKeychain,
  findStoredCredentials,
  removeProfile,
} from '../../src/actions/login/logout.ts'
import {requireStoredProfile} from '../../src/actions/target/profiles.ts'
import {TargetCommand} from '../../src/cli/program/target-command.ts'

export default class ProfileRemove extends TargetCommand {
  static override summary = 'Remove a profile: its address, scope and credentials.'
  static override description =
    'A built-in profile stays, but what was stored for it is removed. Webhooks at the vendor are not touched.'
  static override examples = [
    '<%= config.bin %> profile remove staging',
    '<%= config.bin %> profile remove staging --yes',
  ]
  static override args = {
    name: Args.string({description: 'Name of the profile.', required: true}),
  }
  static override flags = {yes: defineYesFlag()}

  async execute(): Promise<CommandResult<{profile: string; file: string}>> {
    const {args, flags} = await this.parse(ProfileRemove)
    const {name: profile} = args
    const config = await this.settings.read()
    await requireStoredProfile(profile, config)
    const recorded = config.recorded?.[profile]?.length ?? 0
    const also =
      recorded === 0
        ? ''
        : `, with its records of ${recorded === 1 ? 'one webhook' : `${recorded} webhooks`}`
    if (!flags.yes) await this.confirm(`Remove profile ${profile}${also}?`)

    await forgetInKeychain(profile, findStoredCredentials(config, profile), this.context.env)
    await this.settings.update((data) => removeProfile(data, profile))

    const {file} = this.settings
    this.talk(`Removed ${profile} from ${file}.`)
    if (config.profile === profile) this.talk('Commands use profile local from now on.')
    return this.answer({profile, file}, {fields: [['profile', profile]]})
  }
}
