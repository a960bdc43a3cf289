import {HooksError} from '../../core/errors.ts'
import {checkDeliverySettings} from '../../core/delivery-settings.ts'
import type {DesiredWebhook} from './schema.ts'
import type {Wanted} from './wanted.ts'
import {checkScope, checkUrl} from '../../providers/rules/checks.ts'
import {allEvents, checkEvent, eventsFor} from '../../providers/rules/events.ts'
import {checkKind, kindFor} from '../../providers/rules/kinds.ts'
import {checkOptions} from '../../providers/rules/options.ts'
import {checkSecret} from '../../providers/rules/secrets.ts'
import type {Provider} from '../../providers/provider.ts'
import {limitation} from '../target/capabilities.ts'
import {providerOfEvents, providersOf, withoutPatterns} from '../target/catalogue.ts'
import {followOptions, followSecret, followValue, type Following} from '../webhooks/references.ts'

/** Where an entry is to be. */
export type Site = {
  readonly profile: string
  readonly scope: string | undefined
  /** Absent on a server of ours. */
  readonly provider?: Provider | undefined
}

/** Names a place in the entry when something throws there. */
export type At = <T>(path: readonly (string | number)[], work: () => T | Promise<T>) => Promise<T>

export type Resolving = Following & {
  readonly name: string
  readonly protect: boolean
  readonly at: At
}

/**
 * An entry with all that follows from it, checked as far as that needs no target.
 *
 * @throws HooksError usage; unsupported, where the vendor cannot do what it says
 */
export async function resolveEntry(
  entry: DesiredWebhook,
  site: Site,
  resolving: Resolving,
): Promise<Wanted> {
  const {at, name, protect} = resolving
  const isLocal = site.provider === undefined
  const provider = await providerOf(entry, site, at)
  const events = await eventsOf(entry, {provider, isLocal}, at)
  const kind = await kindOfEntry(entry, {provider, events}, at)
  await at(['url'], () => checkUrl(provider, entry.url))
  await checkSettings(entry, {provider, kind, isLocal}, at)
  const delivery = await deliveryOf(entry, {provider, isLocal}, resolving)
  const {state} = entry
  const scope = entry.scope ?? site.scope
  await at(['scope'], () => checkScope(provider, scope))
  const limits = (verb: 'list' | 'update' | 'enable') =>
    isLocal ? undefined : limitation(provider, verb, kind)
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
    secret: await secretOf(entry, provider, resolving),
    changesSecret: provider.proof.newSigningSecret === undefined,
    protect,
    maxWebhooks: provider.webhooks.maxPerScope,
    limits: {list: limits('list'), update: limits('update'), enable: limits('enable')},
  }
}

async function providerOf(entry: DesiredWebhook, site: Site, at: At): Promise<Provider> {
  const {provider: own, profile} = site
  const target = own === undefined ? {profile} : {profile, provider: own}
  const able = await at(['provider'], () => providersOf(target, entry.provider))
  const [only, another] = able
  if (only !== undefined && another === undefined) return only
  const {events: names = []} = entry
  if (names.length > 0) return at(['events'], () => providerOfEvents(names, able))
  throw await fault(at, 'provider is missing, and no event tells it', 'add provider:')
}

async function eventsOf(
  {events}: DesiredWebhook,
  {provider, isLocal}: {provider: Provider; isLocal: boolean},
  at: At,
): Promise<readonly string[]> {
  const all = allEvents(provider)
  if (!provider.events.canFilter) {
    if (events === undefined || new Set(events).size === all.length) return all
    const message = `${provider.label} sends every event to its webhooks`
    return at(['events'], () => refuse(message, 'leave events out'))
  }
  if (events === undefined) throw await fault(at, 'events is missing')
  for (const [index, name] of events.entries()) {
    await at(['events', index], () => checkEvent(provider, name))
  }
  const wanted = await at(['events'], () => eventsFor(provider, events))
  return isLocal ? wanted : withoutPatterns(wanted, provider)
}

async function kindOfEntry(
  {kind}: DesiredWebhook,
  {provider, events}: {provider: Provider; events: readonly string[]},
  at: At,
): Promise<string | undefined> {
  // First what is wrong with each of the two alone, then whether they go together.
  if (kind !== undefined) await at(['kind'], () => checkKind(provider, kind))
  await at(['events'], () => kindFor(provider, events))
  return at(['kind'], () => kindFor(provider, events, kind))
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
    // What a reference leads to is text too.
    await at(['options', name], () => checkOptions(checked, {provider, kind}))
    if (value !== null && isSecret(name)) await at(['options', name], () => followable(value, name))
  }
  if (isLocal || state === undefined || state === 'enabled') return
  if (state === 'paused') {
    await at(['state'], () => refuse(`${provider.label} cannot pause a webhook`, 'use disabled'))
  }
}

/** With the values of headers that are references followed. */
async function deliveryOf(
  {delivery}: DesiredWebhook,
  {provider, isLocal}: {provider: Provider; isLocal: boolean},
  resolving: Resolving,
): Promise<Wanted['delivery']> {
  if (delivery === undefined) return {}
  const {at} = resolving
  if (!isLocal) {
    const message = `${provider.label} decides by itself how deliveries are sent`
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

async function secretOf(
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

function followable(value: unknown, name: string): void {
  if (typeof value === 'string' && /^(?:env|file|cmd|keychain):./s.test(value)) return
  refuse(`option ${name} is secret, and its value is not a reference`, 'say where it is: env:NAME')
}

async function fault(at: At, message: string, hint?: string): Promise<unknown> {
  return at([], () => refuse(message, hint))
}

function refuse(message: string, hint?: string): never {
  throw new HooksError('usage', message, {hint})
}
