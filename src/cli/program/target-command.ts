import {Flags} from '@oclif/core'
import type {Network} from '../../core/net/network.ts'
import type {Provider} from '../../providers/provider.ts'
import {BaseCommand} from './base-command.ts'
import {chooseProviders} from '../../actions/target/catalogue.ts'
import {readNetwork} from '../../context/network.ts'
import {findVendor, LOCAL_PROFILE} from '../../actions/target/profiles.ts'
import {openTarget, selectProfile, type Selection} from '../../actions/target/selection.ts'
import type {Connection} from '../../actions/target/connection.ts'
import {asTyped, type Sourced} from '../../actions/target/sourced.ts'
import type {Target} from '../../actions/target/target.ts'

const USUAL_WAIT = '60s'
const WAIT_VARIABLE = 'HOOKS_RATE_LIMIT_WAIT'

/** A command that acts on a target: a hooks server, or the vendor of a profile. */
export abstract class TargetCommand extends BaseCommand {
  static override baseFlags = {
    ...BaseCommand.baseFlags,
    profile: Flags.string({
      description: 'Target to act on: local (the default), or the profile of a vendor.',
      env: 'HOOKS_PROFILE',
      helpGroup: 'GLOBAL',
      helpValue: 'NAME',
    }),
    'api-url': Flags.string({
      description: 'Address of the local server.',
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
    ...defineNetworkFlags(),
  }

  protected selection: Selection = {profile: undefined, apiUrl: undefined, scope: undefined}

  protected network: Network = {}

  override async init(): Promise<void> {
    await super.init()
    const {file, values} = this.project
    const {flags, raw} = await this.parse(TargetCommand)
    const given = new Set(raw.map((token) => (token.type === 'flag' ? token.flag : '')))
    const toSourced = (name: string, value?: string, inFile?: string): Sourced | undefined => {
      if (value !== undefined && given.has(name)) return {value, source: 'flag', from: `--${name}`}
      if (value !== undefined) return {value, source: 'env', from: VARIABLES[name] ?? name}
      return inFile === undefined ? undefined : {value: inFile, source: 'hooksrc', from: file ?? ''}
    }
    this.selection = {
      profile: toSourced('profile', flags.profile, values.profile),
      apiUrl: toSourced('api-url', flags['api-url'], values.apiUrl),
      scope: toSourced('scope', flags.scope, values.scope),
      provider: readTextFlag(flags, 'provider'),
    }
    // trigger has another flag of this name, which says what to wait for.
    const isOther = Object.hasOwn(this.ctor.flags ?? {}, 'wait')
    const variable = this.context.env.variable(WAIT_VARIABLE) ?? USUAL_WAIT
    const [wait, waitName] = isOther ? [variable, WAIT_VARIABLE] : [flags.wait, '--wait']
    const {debug, ca} = flags
    this.network = await readNetwork({debug, ca, wait, waitName}, this.context, (text) =>
      this.talk(text),
    )
  }

  /** Adds the project's provider, unless a flag or an environment variable names one. */
  protected override addProjectFlags(argv: readonly string[]): string[] {
    const {provider} = this.project.values
    const isTaken = Object.hasOwn(this.ctor.flags ?? {}, 'provider')
    const variable = this.context.env.variable('HOOKS_PROVIDER')
    if (provider === undefined || !isTaken || variable !== undefined) return [...argv]
    const end = argv.indexOf('--')
    const flags = end === -1 ? argv : argv.slice(0, end)
    const isTyped = flags.some((each) => each === '--provider' || each.startsWith('--provider='))
    return isTyped ? [...argv] : ['--provider', provider, ...argv]
  }

  /**
   * Opens the target, with `scope` instead of the selected one if given.
   *
   * @throws HooksError usage, unauthorized or unsupported
   */
  protected openTarget(scope?: string): Promise<Target> {
    const {selection, connection} = this
    if (scope === undefined) return openTarget(selection, connection)
    return openTarget({...selection, scope: asTyped(scope)}, connection)
  }

  /**
   * Returns the provider of a vendor profile, for which it needs no credentials. For a hooks
   * server, returns all providers, with the event types that are registered there if it responds.
   * `events` as for `chooseProviders`.
   */
  protected async chooseProviders(
    named: string | undefined,
    events?: readonly string[],
  ): Promise<readonly Provider[]> {
    const selected = await selectProfile(this.selection, this.connection)
    const {value: profile} = selected
    if (profile === LOCAL_PROFILE) return chooseProviders(await this.openTarget(), named, events)
    const {provider} = await findVendor(selected, await this.settings.read())
    return chooseProviders({profile, provider}, named)
  }

  protected get connection(): Connection {
    const {env, now} = this.context
    return {settings: this.settings, env, network: this.network, now}
  }
}

/** Returns the value of a flag that not every command has. */
function readTextFlag(flags: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const flag = flags[name]
  return typeof flag === 'string' ? flag : undefined
}

/** The environment variables of the target's flags. */
const VARIABLES: Readonly<Record<string, string>> = {
  profile: 'HOOKS_PROFILE',
  'api-url': 'HOOKS_API_URL',
  scope: 'HOOKS_SCOPE',
}

function defineNetworkFlags() {
  return {
    wait: Flags.string({
      default: USUAL_WAIT,
      description: 'Maximum time to wait out a rate limit of a provider.',
      env: WAIT_VARIABLE,
      helpGroup: 'GLOBAL',
      helpValue: 'TIME',
    }),
    ca: Flags.string({
      description: 'File with CA certificates to trust in addition to the usual ones.',
      env: 'HOOKS_CA',
      helpGroup: 'GLOBAL',
      helpValue: 'FILE',
    }),
    debug: Flags.boolean({
      description: 'Print every request as a curl command on stderr, with secrets masked.',
      env: 'HOOKS_DEBUG',
      helpGroup: 'GLOBAL',
    }),
  }
}
