import {defined} from '../../core/defined.ts'
import {loadProvider, loadProviders} from '../../providers/index.ts'
import type {Provider} from '../../providers/provider.ts'
import type {Typed} from './command-line.ts'
import type {Subject} from './subject.ts'
import type {Candidate} from './complete.ts'
import {addOwnTypes} from '../../actions/target/own-types.ts'
import {
  findVendorProfile,
  listKnownProfiles,
  LOCAL_PROFILE,
  toVendors,
} from '../../actions/target/profiles.ts'
import {openTarget, selectProfile, type Selection} from '../../actions/target/selection.ts'
import type {Connection} from '../../actions/target/connection.ts'
import type {Sourced} from '../../actions/target/sourced.ts'
import {findLimitation} from '../../actions/target/capabilities.ts'
import type {Target} from '../../actions/target/target.ts'

/** How long a user should wait for completion at most; milliseconds. */
const PATIENCE_MS = 1000
/** More deliveries than anybody would read in a menu. */
const MAX_DELIVERIES = 50

type Look = {
  readonly typed: Typed
  readonly selection: Selection
  readonly connection: Connection
}

/** How to find the candidates of each subject. Any of them may fail; then nothing is suggested. */
const SOURCES: Readonly<Record<Subject, (look: Look) => Promise<Candidate[]>>> = {
  event: listEvents,
  'own-event': async (look) =>
    toEventCandidates(
      (await chooseLikelyProviders(look)).filter(({events: {hasOwnTypes}}) => hasOwnTypes),
    ),
  scenario: async (look) =>
    (await chooseLikelyProviders(look)).flatMap(({events: {scenarios}}) =>
      scenarios.map(({name, description}) => ({value: name, description})),
    ),
  provider: async () =>
    (await loadProviders()).map(({name, label}) => ({value: name, description: label})),
  profile: async ({connection}) =>
    (await listKnownProfiles(await connection.settings.read())).map((value) => ({value})),
  vendor: async () =>
    toVendors(await loadProviders()).map(({profile, label}) => ({
      value: profile,
      description: label,
    })),
  kind: async (look) =>
    (await chooseLikelyProviders(look)).flatMap(({webhooks: {kinds = []}, label}) =>
      kinds.map((value) => ({value, description: label})),
    ),
  webhook: listWebhookCandidates,
  delivery: listDeliveryCandidates,
}

/**
 * Returns a function that finds the candidates of a subject at the target that the words typed so
 * far name. It gives up after a short time, and finds nothing if something fails, because an error
 * message would garble the command line.
 */
export function createCompletionSources(selection: Selection, connection: Connection) {
  const network = {...connection.network, waitMs: 0, timeoutMs: PATIENCE_MS}
  return async (subject: Subject, typed: Typed): Promise<readonly Candidate[]> => {
    const look = {
      typed,
      selection: readSelection(typed, selection),
      connection: {...connection, network},
    }
    return SOURCES[subject](look).catch(() => [])
  }
}

function readSelection({given}: Typed, {profile, apiUrl, scope}: Selection): Selection {
  const findFlagValue = (name: string): Sourced | undefined => {
    const value = given.get(name)?.at(-1)
    return value === undefined ? undefined : {value, source: 'flag', from: `--${name}`}
  }
  return {
    profile: findFlagValue('profile') ?? profile,
    apiUrl: findFlagValue('api-url') ?? apiUrl,
    scope: findFlagValue('scope') ?? scope,
  }
}

async function listEvents(look: Look): Promise<Candidate[]> {
  return toEventCandidates(await chooseLikelyProviders(look))
}

function toEventCandidates(providers: readonly Provider[]): Candidate[] {
  return providers.flatMap(({events: {types}}) =>
    types.map(({name, description}) => ({value: name, description})),
  )
}

/**
 * The provider that is named, the vendor of the profile, or all, with the server's own event
 * types.
 */
async function chooseLikelyProviders(look: Look): Promise<readonly Provider[]> {
  const {typed, selection, connection} = look
  const named = typed.given.get('provider')?.at(-1)
  const profile = await selectProfile(selection, connection)
  if (profile.value !== LOCAL_PROFILE) {
    return [(await findVendorProfile(profile, await connection.settings.read())).provider]
  }
  const meant = named === undefined ? await loadProviders() : [await loadProvider(named)]
  if (meant.every((each) => each.events.hasOwnTypes !== true)) return meant
  return addTypesOf(meant, look).catch(() => meant)
}

async function addTypesOf(meant: Provider[], look: Look): Promise<readonly Provider[]> {
  const target = await openTarget(look.selection, look.connection)
  return target.kind === 'local' ? addOwnTypes(meant, target.control, undefined) : meant
}

async function listWebhookCandidates({selection, connection}: Look): Promise<Candidate[]> {
  const target = await openTarget(selection, connection)
  const {scope} = target
  if (!canList(target)) return []
  const found = await target.webhooks.list(defined({scope}))
  return found.map(({id, url, events: types}) => ({
    value: id,
    description: `${types.join(',')} ${url.split('?', 1)[0] ?? ''}`,
  }))
}

function canList(target: Target): boolean {
  if (target.kind === 'local') return true
  const limit = findLimitation(target.provider, 'list')
  return limit === undefined || limit.recorded === true
}

async function listDeliveryCandidates({selection, connection}: Look): Promise<Candidate[]> {
  const references = [
    {value: '@last', description: 'the newest'},
    {value: '@failed', description: 'the newest that failed'},
  ]
  const found = await listRecentDeliveries({selection, connection}).catch(() => [])
  return [...references, ...found]
}

async function listRecentDeliveries({
  selection,
  connection,
}: Omit<Look, 'typed'>): Promise<Candidate[]> {
  const target = await openTarget(selection, connection)
  if (target.kind !== 'local') return []
  const {deliveries: newest} = await target.control.deliveries.list({limit: MAX_DELIVERIES})
  return newest.map(({id, event, state}) => ({value: id, description: `${event} ${state}`}))
}
