import {HooksError} from '../../core/errors.ts'
import {checkDeliverySettings} from '../../core/delivery-settings.ts'
import type {DesiredWebhook} from './schema.ts'
import type {Wanted} from './wanted.ts'
import {checkScope, checkUrl} from '../../providers/rules/checks.ts'
import {listAllEvents, checkEvent, expandEvents} from '../../providers/rules/events.ts'
import {checkKind, chooseKind} from '../../providers/rules/kinds.ts'
import {checkOptions} from '../../providers/rules/options.ts'
import {checkSecret} from '../../providers/rules/secrets.ts'
import type {Provider} from '../../providers/provider.ts'
import {findLimitation} from '../target/capabilities.ts'
import {findProviderOfEvents, chooseProviders, expandPatterns} from '../target/catalogue.ts'
import {followOptions, followSecret, followValue, type Following} from '../webhooks/references.ts'

/** Where the webhook of an entry belongs. */
export type Site = {
  readonly profile: string
  readonly scope: string | undefined
  /** Absent on a hooks server. */
  readonly provider?: Provider | undefined
}

/** Runs `work`, and adds the place in the entry to an error that it throws. */
export type At = <T>(path: readonly (string | number)[], work: () => T | Promise<T>) => Promise<T>

export type Resolving = Following & {
  readonly name: string
  readonly protect: boolean
  readonly at: At
}

/**
 * Completes an entry, and checks what can be checked without a target.
 *
 * @throws HooksError usage; unsupported, if the vendor cannot do what the entry asks for
 */
export async function resolveEntry(
  entry: DesiredWebhook,
  site: Site,
  resolving: Resolving,
): Promise<Wanted> {
  const {at, name, protect} = resolving
  const isLocal = site.provider === undefined
  const provider = await resolveProvider(entry, site, at)
  const events = await resolveEvents(entry, {provider, isLocal}, at)
  const kind = await resolveKind(entry, {provider, events}, at)
  await at(['url'], () => checkUrl(provider, entry.url))
  await checkSettings(entry, {provider, kind, isLocal}, at)
  const delivery = await resolveDelivery(entry, {provider, isLocal}, resolving)
  const {state} = entry
  const scope = entry.scope ?? site.scope
  await at(['scope'], () => checkScope(provider, scope))
  const findVerbLimitation = (verb: 'list' | 'update' | 'enable') =>
    isLocal ? undefined : findLimitation(provider, verb, kind)
  return {
    name,
    profile: site.profile,
    isLocal,
    provider: provider.name,
    label: provider.label,
    kind,
    scope,
    url: entry.url,
    events,
    options: await followOptions(entry.options ?? {}, provider, resolving),
    secretOptions: provider.webhooks.options
      .filter((each) => each.secret === true)
      .map((each) => each.name),
    delivery,
    state,
    secret: await resolveSecret(entry, provider, resolving),
    changesSecret: provider.proof.createSigningSecret === undefined,
    protect,
    maxWebhooks: provider.webhooks.maxPerScope,
    limits: {
      list: findVerbLimitation('list'),
      update: findVerbLimitation('update'),
      enable: findVerbLimitation('enable'),
    },
  }
}

async function resolveProvider(entry: DesiredWebhook, site: Site, at: At): Promise<Provider> {
  const {provider: own, profile} = site
  const target = own === undefined ? {profile} : {profile, provider: own}
  const able = await at(['provider'], () => chooseProviders(target, entry.provider))
  const [only, another] = able
  if (only !== undefined && another === undefined) return only
  const {events: names = []} = entry
  if (names.length > 0) return at(['events'], () => findProviderOfEvents(names, able))
  throw await throwAt(
    at,
    'provider is missing, and cannot be inferred from events',
    'add provider: NAME',
  )
}

async function resolveEvents(
  {events}: DesiredWebhook,
  {provider, isLocal}: {provider: Provider; isLocal: boolean},
  at: At,
): Promise<readonly string[]> {
  const all = listAllEvents(provider)
  if (!provider.events.canFilter) {
    if (events === undefined || new Set(events).size === all.length) return all
    const message = `${provider.label} sends every event to its webhooks`
    return at(['events'], () => refuse(message, 'leave events out'))
  }
  if (events === undefined) throw await throwAt(at, 'events is missing')
  for (const [index, name] of events.entries()) {
    await at(['events', index], () => checkEvent(provider, name))
  }
  const wanted = await at(['events'], () => expandEvents(provider, events))
  return isLocal ? wanted : expandPatterns(wanted, provider)
}

async function resolveKind(
  {kind}: DesiredWebhook,
  {provider, events}: {provider: Provider; events: readonly string[]},
  at: At,
): Promise<string | undefined> {
  // Check kind and events on their own first, then the combination.
  if (kind !== undefined) await at(['kind'], () => checkKind(provider, kind))
  await at(['events'], () => chooseKind(provider, events))
  return at(['kind'], () => chooseKind(provider, events, kind))
}

async function checkSettings(
  {options = {}, state}: DesiredWebhook,
  {provider, kind, isLocal}: {provider: Provider; kind: string | undefined; isLocal: boolean},
  at: At,
): Promise<void> {
  const isSecret = (name: string) =>
    provider.webhooks.options.find((it) => it.name === name)?.secret === true
  for (const [name, value] of Object.entries(options)) {
    const checked = value === null ? {} : {[name]: value}
    // A reference resolves to text too.
    await at(['options', name], () => checkOptions(checked, {provider, kind}))
    if (value !== null && isSecret(name))
      await at(['options', name], () => requireReference(value, name))
  }
  if (isLocal || state === undefined || state === 'enabled') return
  if (state === 'paused') {
    await at(['state'], () => refuse(`${provider.label} cannot pause a webhook`, 'use disabled'))
  }
}

/** Resolves header values that are references. */
async function resolveDelivery(
  {delivery}: DesiredWebhook,
  {provider, isLocal}: {provider: Provider; isLocal: boolean},
  resolving: Resolving,
): Promise<Wanted['delivery']> {
  if (delivery === undefined) return {}
  const {at} = resolving
  if (!isLocal) {
    const message = `${provider.label} does not support delivery settings`
    return at(['delivery'], () => refuse(message, 'leave delivery out'))
  }
  const headers = Object.entries(delivery.headers ?? {}).map(async ([name, value]) => {
    const path = ['delivery', 'headers', name]
    return [name, await at(path, () => followValue(value, resolving))] as const
  })
  const followed = delivery.headers ? {headers: Object.fromEntries(await Promise.all(headers))} : {}
  const whole = {...delivery, ...followed}
  const given = Object.entries(whole).filter(([, value]) => value !== null)
  await at(['delivery'], () => checkDeliverySettings(Object.fromEntries(given)))
  return whole
}

async function resolveSecret(
  {secret}: DesiredWebhook,
  provider: Provider,
  resolving: Resolving,
): Promise<string | undefined> {
  if (secret === undefined) return undefined
  return resolving.at(['secret'], async () => {
    const whole = await followSecret(secret, resolving)
    checkSecret(provider, whole)
    return whole
  })
}

function requireReference(value: unknown, name: string): void {
  if (typeof value === 'string' && /^(?:env|file|cmd|keychain):./s.test(value)) return
  refuse(
    `option ${name} is secret, but its value is not a reference`,
    'use a reference such as env:NAME',
  )
}

async function throwAt(at: At, message: string, hint?: string): Promise<unknown> {
  return at([], () => refuse(message, hint))
}

function refuse(message: string, hint?: string): never {
  throw new HooksError('usage', message, {hint})
}
