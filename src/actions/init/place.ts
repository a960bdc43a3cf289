import {HooksError} from '../../core/errors.ts'
import {askForPlace, askForScope} from '../../prompts/init.ts'
import {loadProvider, loadProviders} from '../../providers/index.ts'
import type {Provider} from '../../providers/provider.ts'
import type {Credentials} from '../../providers/contract/account.ts'
import {findLimitation, createUnsupportedError} from '../target/capabilities.ts'
import {chooseProviders} from '../target/catalogue.ts'
import {findCredentials} from '../target/credentials.ts'
import type {OwnServer} from './own-server.ts'
import {resolveLoginProfile, type LoginProfile} from '../login/login-profile.ts'
import {checkLogin, collectCredentials} from '../login/login.ts'
import {
  findVendorProfile,
  LOCAL_PROFILE,
  toVendors,
  type VendorProfile,
} from '../target/profiles.ts'
import {openTarget, selectProfile, type Selection} from '../target/selection.ts'
import type {Connection} from '../target/connection.ts'
import type {Sourced} from '../target/sourced.ts'
import type {Context} from '../../context/context.ts'

/** The answers given in advance, by flags or variables. */
export type InitFlags = {
  readonly provider: string | undefined
  readonly 'key-file': string | undefined
  readonly credential?: readonly string[] | undefined
  readonly url: string | undefined
  readonly probe: boolean
  readonly kind: string | undefined
  /** Empty if none are given. */
  readonly events: readonly string[]
  readonly option?: readonly string[] | undefined
  readonly yes: boolean
  readonly test: boolean
  readonly serve: boolean | undefined
  readonly timeout: string
}

/** What all steps of the wizard share. */
export type Wizard = {
  readonly flags: InitFlags
  readonly selection: Selection
  readonly connection: Connection
  readonly context: Context
  readonly own: OwnServer
  say(line: string): void
}

/** Where the webhook will be created. Choosing it changes nothing. */
export type Place = {
  readonly profile: string
  readonly selection: Selection
  /** The providers whose events the webhook can receive. */
  readonly providers: readonly Provider[]
  /** The vendor that sends the deliveries; absent for a local webhook. */
  readonly vendor?: Provider
  /** Credentials that were entered and checked, but not saved yet. */
  readonly login?: {readonly profile: LoginProfile; readonly credentials: Credentials}
}

/** A user may mistype a key. */
const MAX_TRIES = 3

/**
 * Without a terminal, reports every missing flag at once, before sending any request.
 *
 * @throws HooksError usage
 */
export async function requireAnswers(wizard: Wizard): Promise<void> {
  const {flags, selection, connection, context} = wizard
  if (context.isInteractive) return
  const selected = await selectProfile(selection, connection)
  const vendor =
    selected.value === LOCAL_PROFILE
      ? undefined
      : await findVendorProfile(selected, await connection.settings.read())
  const named = flags.provider === undefined ? undefined : await loadProvider(flags.provider)
  const provider = vendor?.provider ?? named
  const missing = [
    ...(vendor !== undefined && lacksCredentials(vendor, wizard) ? ['--key-file'] : []),
    ...(flags.url === undefined ? ['--url'] : []),
    ...(flags.events.length === 0 && provider?.events.canFilter !== false ? ['--events'] : []),
    ...(flags.yes ? [] : ['--yes']),
  ]
  if (missing.length === 0) return
  const list = missing.join(' and ')
  throw new HooksError('usage', `missing ${list}`, {
    hint: `add ${list}, or run this in a terminal to be prompted`,
  })
}

/** @throws HooksError usage, unauthorized, unreachable or unsupported */
export async function choosePlace(wizard: Wizard): Promise<Place> {
  const profile = await chooseProfile(wizard)
  const selection = {...wizard.selection, profile}
  if (profile.value !== LOCAL_PROFILE) return chooseVendorPlace(profile, {...wizard, selection})

  const {flags, connection, own} = wizard
  const target = await openTarget(selection, connection)
  // Make sure that a server answers, or can be started, before asking the user anything.
  const isAnswering = await target.webhooks.list().then(
    () => true,
    async (error: unknown) => {
      await own.standIn(target.url, error)
      return own.isRunning
    },
  )
  const there = isAnswering ? await openTarget(selection, connection) : {profile: LOCAL_PROFILE}
  const providers = await chooseProviders(there, flags.provider, flags.events)
  return {profile: LOCAL_PROFILE, selection, providers}
}

async function chooseProfile({flags, selection, connection, context}: Wizard) {
  const selected = await selectProfile(selection, connection)
  if (selected.source !== 'default' || !context.isInteractive) return selected
  const all = toVendors(await loadProviders())
  const able = all.filter(({provider}) => [undefined, provider.name].includes(flags.provider))
  const local = {
    value: LOCAL_PROFILE,
    label: 'on this machine',
    description:
      'a hooks server that emulates every provider; needs no account, and init starts it if needed',
  }
  const there = able.map(({profile, label, baseUrl}) => ({
    value: profile,
    label,
    description: baseUrl,
  }))
  const value = await askForPlace(await context.prompter(), [local, ...there])
  return {value, source: 'flag' as const, from: '--profile'}
}

async function chooseVendorPlace(selected: Sourced, wizard: Wizard): Promise<Place> {
  const {flags, connection, context} = wizard
  const config = await connection.settings.read()
  const {value: profile} = selected
  const found = await findVendorProfile(selected, config)
  const {provider: vendor} = found
  const limit = findLimitation(vendor, 'create')
  if (limit !== undefined) throw createUnsupportedError(limit)
  const providers = await chooseProviders({profile, provider: vendor}, flags.provider)

  const scope = await chooseScope(found, wizard)
  const selection = scope === undefined ? wizard.selection : {...wizard.selection, scope}
  const request = {vendor: undefined, baseUrl: undefined, scope: scope?.value}
  const login = await resolveLoginProfile(profile, request, {config, context})
  const typed = await obtainCredentials(login, found, {...wizard, selection})
  const kept = typed === undefined ? {} : {login: {profile: login, credentials: typed}}
  return {profile, selection, providers, vendor, ...kept}
}

async function chooseScope(
  {provider, stored}: VendorProfile,
  {selection, context}: Wizard,
): Promise<Selection['scope']> {
  if (selection.scope !== undefined || stored.scope !== undefined) return selection.scope
  if (provider.scope === undefined || !context.isInteractive) return undefined
  const value = await askForScope(await context.prompter(), provider.scope.label)
  return {value, source: 'flag', from: '--scope'}
}

/** The credentials entered now, once they work; undefined if the stored ones work. */
async function obtainCredentials(
  login: LoginProfile,
  found: VendorProfile,
  wizard: Wizard,
): Promise<Credentials | undefined> {
  const {flags, selection, connection, context, say} = wizard
  const input = {references: flags.credential ?? [], keyFile: flags['key-file']}
  const isGiven = input.references.length > 0 || input.keyFile !== undefined
  const there = Object.fromEntries(
    findCredentials(found, connection).flatMap((each) =>
      each.found === undefined ? [] : [[each.credential.name, each.found.value]],
    ),
  )
  const wanted = isGiven
    ? login.credentials
    : login.credentials.filter(({name}) => !(name in there))
  for (let left = isGiven || !context.isInteractive ? 1 : MAX_TRIES; ; left -= 1) {
    const typed = wanted.length === 0 ? {} : await collectCredentials(wanted, input, context)
    const trial = {vendor: login.vendor, credentials: {...there, ...typed}}
    try {
      const isChecked = await checkLogin(trial, selection, connection)
      if (isChecked) say(`The credentials for ${login.name} are valid.`)
      return wanted.length === 0 ? undefined : {...found.stored.credentials, ...typed}
    } catch (error) {
      const isRefused = error instanceof HooksError && error.code === 'unauthorized'
      if (!isRefused || left <= 1 || wanted.length === 0) throw error
      say(`${error.message}: please try again.`)
    }
  }
}

function lacksCredentials(vendor: VendorProfile, {flags, connection}: Wizard): boolean {
  if (flags['key-file'] !== undefined || flags.credential !== undefined) return false
  return findCredentials(vendor, connection).some(({found}) => found === undefined)
}
