import type {CommandResult} from '../../src/cli/output/result.ts'
import {Args} from '@oclif/core'
import {requireKnownProfile} from '../../src/actions/target/profiles.ts'
import {TargetCommand} from '../../src/cli/program/target-command.ts'

export default class ProfileUse extends TargetCommand {
  static override summary = 'Select the profile that commands use by default.'
  static override description =
    '--profile, HOOKS_PROFILE and the .hooksrc of a project take precedence.'
  static override examples = [
    '<%= config.bin %> profile use apivideo-sandbox',
    '<%= config.bin %> profile use local',
  ]
  static override args = {
    name: Args.string({description: 'Name of the profile.', required: true}),
  }

  async execute(): Promise<CommandResult<{profile: string; file: string}>> {
    const {args} = await this.parse(ProfileUse)
    const {name: profile} = args
    await requireKnownProfile(profile, await this.settings.read())

    await this.settings.update((data) => ({...data, profile}))

    const {file} = this.settings
    this.talk(`Commands use profile ${profile} from now on.`)
    const stronger = this.selection.profile
    if (stronger !== undefined && stronger.value !== profile) {
      this.talk(
        `note: here ${stronger.from ?? stronger.source} takes precedence, with ${stronger.value}.`,
      )
    }
    return this.answer({profile, file}, {fields: [['profile', profile]]})
  }
}
