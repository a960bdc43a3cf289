import {defined} from '../../core/defined.ts'
import type {ConfigData} from '../../config/config-file.ts'
import type {HooksError} from '../../core/errors.ts'
import type {Webhook} from '../../core/webhook.ts'
import {isSameSet, isSameUrl} from './pairing.ts'
import {planPlace, type PlanOptions} from './plan.ts'
import type {Planned, Wanted} from './wanted.ts'
import {attempt, type TaskOutcome} from '../webhooks/each-of-many.ts'
import type {LocatedEntry} from './file.ts'
import {resolveEntry, type At, type Site} from './resolve.ts'
import {findVendorProfile, LOCAL_PROFILE} from '../target/profiles.ts'
import {openTarget, selectProfile, type Selection} from '../target/selection.ts'
import type {Connection} from '../target/connection.ts'
import {asTyped} from '../target/sourced.ts'
import type {Target} from '../target/target.ts'

/** A target that the file covers, with what is planned there. */
export type PlannedPlace = {
  readonly profile: string
  readonly scope: string | undefined
  /** Absent if it could not be opened; its items then have the error. */
  readonly target?: Target
  readonly planned: readonly Planned[]
}

type Acting = {readonly selection: Selection; readonly connection: Connection}

/**
 * Plans how to bring the targets in line with the file; only reads from them.
 *
 * @throws HooksError usage, with the place in the file. An error of a target becomes the error of
 *   its items, and is thrown if it has none
 */
export async function planDesired(
  entries: readonly LocatedEntry[],
  options: PlanOptions,
  acting: Acting,
): Promise<PlannedPlace[]> {
  const config = await acting.connection.settings.read()
  const {value: selected} = await selectProfile(acting.selection, acting.connection)
  const wanted: Wanted[] = []
  const refused: PlannedPlace[] = []
  for (const located of entries) {
    const outcome = await resolveLocated(located, {selected, config, acting})
    if (outcome.ok) wanted.push(refuseIfTwin(located, outcome.result, wanted))
    else refused.push(toRefusedPlace(located, outcome.error, selected))
  }

  const places = new Map<string, {profile: string; scope: string | undefined; wanted: Wanted[]}>()
  for (const each of wanted) {
    const {profile, isLocal} = each
    const scope = isLocal ? acting.selection.scope?.value : each.scope
    const key = JSON.stringify([profile, scope])
    const place = places.get(key) ?? {profile, scope, wanted: []}
    place.wanted.push(each)
    places.set(key, place)
  }
  if (entries.length === 0 && options.prune) {
    const scope = acting.selection.scope?.value
    places.set('', {profile: selected, scope, wanted: []})
  }
  const open = [...places.values()].map((place) => planAt(place, options, acting))
  return [...(await Promise.all(open)), ...refused]
}

function toRefusedPlace(
  {entry, name}: LocatedEntry,
  error: HooksError,
  selected: string,
): PlannedPlace {
  const {profile = selected, url, provider, scope} = entry
  const named = {name, profile, url, ...defined({provider})}
  return {profile, scope, planned: [{action: 'refuse', wanted: named, error}]}
}

type PlanContext = {
  readonly selected: string
  readonly config: ConfigData
  readonly acting: Acting
}

/** @throws HooksError usage; what the vendor cannot do is returned as the outcome */
async function resolveLocated(
  {entry: {id: _id, profile: named, protect = false, ...entry}, name, folder, fault}: LocatedEntry,
  {selected, config, acting}: PlanContext,
): Promise<TaskOutcome<Wanted>> {
  const nameEntryInErrors: At = async (path, work) => {
    const outcome = await attempt(async () => work())
    if (outcome.ok) return outcome.result
    const {error} = outcome
    throw error.code === 'usage' ? fault(path, error.message, error.hint) : error
  }
  const outcome = await attempt(async () => {
    const site = await nameEntryInErrors(['profile'], () =>
      findSite(named ?? selected, {config, acting}),
    )
    return resolveEntry(entry, site, {
      name,
      protect,
      at: nameEntryInErrors,
      folder,
      env: acting.connection.env,
    })
  })
  if (!outcome.ok && outcome.error.code === 'usage') throw outcome.error
  return outcome
}

async function findSite(
  profile: string,
  {config, acting}: Pick<PlanContext, 'config' | 'acting'>,
): Promise<Site> {
  const given = acting.selection.scope?.value
  if (profile === LOCAL_PROFILE) return {profile, scope: given}
  const {provider, stored} = await findVendorProfile(asTyped(profile), config)
  return {profile, scope: given ?? stored.scope, provider}
}

/** @throws HooksError usage, if another entry describes the same webhook */
function refuseIfTwin({fault}: LocatedEntry, one: Wanted, others: readonly Wanted[]): Wanted {
  const twin = others.find((other) => isTwin(one, other))
  if (twin === undefined) return one
  const message =
    one.maxWebhooks === 1
      ? `${one.label} allows one webhook per scope, but two entries describe it`
      : 'two entries describe the same webhook'
  throw fault([], message, `the other entry is ${twin.name}`)
}

function isTwin(one: Wanted, other: Wanted): boolean {
  return (
    one.profile === other.profile &&
    one.provider === other.provider &&
    one.kind === other.kind &&
    one.scope === other.scope &&
    (one.maxWebhooks === 1 ||
      (isSameUrl(one.url, other.url) && isSameSet(one.events, other.events)))
  )
}

async function planAt(
  {profile, scope, wanted}: {profile: string; scope: string | undefined; wanted: readonly Wanted[]},
  options: PlanOptions,
  {selection, connection}: Acting,
): Promise<PlannedPlace> {
  const looked = await attempt(async () => {
    const target = await openTarget(
      {
        profile: asTyped(profile),
        apiUrl: profile === LOCAL_PROFILE ? selection.apiUrl : undefined,
        scope: scope === undefined ? undefined : asTyped(scope),
      },
      connection,
    )
    const listed = await target.webhooks.list(defined({scope}))
    return {target, existing: await addKnownSecrets(listed, target, wanted)}
  })
  if (!looked.ok) {
    const {error} = looked
    if (wanted.length === 0) throw error
    const planned = wanted.map((each) => ({action: 'refuse', wanted: each, error}) as const)
    return {profile, scope, planned}
  }
  const {target, existing} = looked.result
  return {profile, scope, target, planned: planPlace({profile, wanted, existing}, options)}
}

/** A hooks server masks secrets in lists; fetches them where the file has something to compare. */
async function addKnownSecrets(
  listed: readonly Webhook[],
  target: Target,
  wanted: readonly Wanted[],
): Promise<Webhook[]> {
  if (target.kind === 'vendor') return [...listed]
  const compared = wanted.filter(
    ({secret, changesSecret, delivery}) =>
      (secret !== undefined && changesSecret) || (delivery.headers ?? null) !== null,
  )
  return Promise.all(
    listed.map(async (webhook) => {
      if (!compared.some(({url}) => isSameUrl(url, webhook.url))) return webhook
      const {secret, headers} = await target.control.secrets(webhook.id)
      return {
        ...webhook,
        ...defined({secret}),
        ...(headers === undefined ? {} : {delivery: {...webhook.delivery, headers}}),
      }
    }),
  )
}
