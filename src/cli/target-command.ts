import {Flags} from '@oclif/core'
import type {Provider} from '../providers/provider.ts'
import {BaseCommand} from './base-command.ts'
import {providersOf} from './catalogue.ts'
import {findVendorProfile, LOCAL_PROFILE} from './profiles.ts'
import {openTarget, selectedProfile, type Selection, type Surroundings} from './selection.ts'
import type {Sourced} from './sourced.ts'
import type {Target} from './target.ts'

/** A command that acts on a target: a server of ours, or the vendor that a profile names. */
export abstract class TargetCommand extends BaseCommand {
  static override baseFlags = {
    ...BaseCommand.baseFlags,
    profile: Flags.string({
      description: 'Where to act: local (the default), or a profile that leads to a vendor.',
      env: 'HOOKS_PROFILE',
      helpGroup: 'GLOBAL',
      helpValue: 'NAME',
    }),
    'api-url': Flags.string({
      description: 'Where the local server is.',
      env: 'HOOKS_API_URL',
      helpGroup: 'GLOBAL',
      helpValue: 'URL',
    }),
    scope: Flags.string({
      description: 'Organization, project or website that the webhooks belong to.',
      env: 'HOOKS_SCOPE',
      helpGroup: 'GLOBAL',
      helpValue: 'ID',
    }),
  }

  protected selection: Selection = {profile: undefined, apiUrl: undefined, scope: undefined}

  override async init(): Promise<void> {
    await super.init()
    const {flags, raw} = await this.parse({
      flags: this.ctor.flags ?? {},
      baseFlags: TargetCommand.baseFlags,
      args: this.ctor.args,
      strict: this.ctor.strict,
    })
    const given = new Set(raw.map((token) => (token.type === 'flag' ? token.flag : '')))
    const sourced = (name: string, value: string | undefined): Sourced | undefined =>
      value === undefined ? undefined : {value, source: given.has(name) ? 'flag' : 'env'}
    this.selection = {
      profile: sourced('profile', flags.profile),
      apiUrl: sourced('api-url', flags['api-url']),
      scope: sourced('scope', flags.scope),
    }
  }

  /** @throws HooksError usage, unauthorized or unsupported */
  protected target(): Promise<Target> {
    return openTarget(this.selection, this.around)
  }

  /** The vendor that the profile names, without its credentials; none on a server of ours. */
  protected async catalogue(named: string | undefined): Promise<readonly Provider[]> {
    const {value: profile} = await selectedProfile(this.selection, this.around)
    if (profile === LOCAL_PROFILE) return providersOf({profile}, named)
    const {provider} = await findVendorProfile(profile, await this.settings.read())
    return providersOf({profile, provider}, named)
  }

  protected get around(): Surroundings {
    return {settings: this.settings, env: this.surroundings.env}
  }
}
