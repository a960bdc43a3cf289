import {defined} from '../../core/defined.ts'
import {Type, type Static, type TSchema} from 'typebox'
import type {RenderedBody} from '../../core/delivery.ts'
import {isLoopbackName} from '../../core/net/loopback.ts'
import {findReceiverUrlProblem} from '../../core/net/receiver-url.ts'
import type {Fresh} from '../../core/payload/fresh.ts'
import type {Webhook, WebhookChanges, WebhookOptions} from '../../core/webhook.ts'
import type {Targeting, Rendering} from '../contract/sending.ts'

/**
 * Mobile Data Anywhere's JSON, exactly as it is sent, and the body of its deliveries.
 *
 * Source: https://mobiledataanywhere.com/api/docs (v1/project_web_hooks.html,
 * v1/project_web_hook_events.html), read 2026-11-20. What the vendor does not document is listed in
 * docs/assumptions.md.
 */
export const EVENT_NAMES = [
  'session.create',
  'session.update',
  'session.delete',
  'session.test',
] as const
export type EventName = (typeof EVENT_NAMES)[number]

/** The fields of every delivery; custom parameters are added to them. */
const FIXED_KEYS = [
  'client_id',
  'project_id',
  'session_id',
  'event_type',
  'event_timestamp',
  'ssl_version',
] as const

/** TLS 1.2, as a number. */
const SSL_VERSION = 1.2

const Flag = Type.Union([Type.Boolean(), Type.Literal('true'), Type.Literal('false')])
const Parameters = Type.Record(Type.String(), Type.Unknown())
const allowNull = <T extends TSchema>(schema: T) => Type.Optional(Type.Union([schema, Type.Null()]))

/** Lenient except for the project: the vendor shows examples, but no schema. */
export const WireWebHook = Type.Object({
  client_id: allowNull(Type.Integer()),
  project_id: Type.Integer(),
  endpoint: allowNull(Type.String()),
  enable_http_authorization: allowNull(Flag),
  enable_web_hook: allowNull(Flag),
  /** The vendor's spelling in responses; in requests it is `custom_parameters`. */
  customer_parameters: allowNull(Parameters),
  custom_parameters: allowNull(Parameters),
})
export type WireWebHook = Static<typeof WireWebHook>

/** `response_code` and `response_message` are null until the receiver has responded. */
export const WireEvent = Type.Object({
  id: Type.Integer(),
  event_timestamp: allowNull(Type.Number()),
  response_code: allowNull(Type.Integer()),
  response_message: allowNull(Type.String()),
})
export type WireEvent = Static<typeof WireEvent>

export const WireWebHookAnswer = Type.Object({result: WireWebHook})
export const WireEventAnswer = Type.Object({result: WireEvent})
/** Bodies that contain the vendor's error message. */
export const WireFault = Type.Object({status: Type.String(), message: allowNull(Type.String())})

/** The options of a webhook; `Provider.webhooks.options` describes them. */
export type Options = {
  readonly enableHttpAuthorization?: boolean
  readonly httpAuthorizationValue?: string
  readonly customParameters?: Readonly<Record<string, unknown>>
}

/** Printable ASCII, so that nothing can be added to the headers. */
export const HEADER_VALUE = /^[\x20-\x7e]{0,4096}$/

/** In a change, null removes an option. */
type ChangedOptions = {readonly [Name in keyof Options]?: Options[Name] | null}

/** They were checked when they were stored. */
export function readWebhookOptions(webhook: Pick<Webhook, 'options'>): Options {
  return webhook.options ?? {}
}

/** A problem with the options of a webhook, in words that follow "options". */
export function findOptionsProblem(options: WebhookOptions): string | undefined {
  const {httpAuthorizationValue = '', customParameters = {}} = readWebhookOptions({options})
  if (!HEADER_VALUE.test(httpAuthorizationValue)) {
    return 'contain an httpAuthorizationValue that is not at most 4096 characters of printable ASCII'
  }
  const fixed = Object.keys(customParameters).find(isFixed)
  return fixed && `hold ${fixed} in customParameters, a field that each delivery has itself`
}

/** `example.com/in` for `https://example.com/in`; without a protocol, unchanged. */
export function omitProtocol(url: string): string {
  return url.replace(/^https?:\/\//i, '')
}

export function hasProtocol(url: string): boolean {
  return /^[a-z][a-z\d+.-]*:\/\//i.test(url)
}

/** A problem with an endpoint without protocol, as the vendor accepts it, or with a full http(s) URL. */
export function findUrlProblem(url: string): string | undefined {
  const address = omitProtocol(url)
  if (hasProtocol(address)) return 'is not http or https'
  if (!/^[\p{L}\p{N}[]/u.test(address)) return 'has no host'
  return findReceiverUrlProblem(`https://${address}`)
}

/**
 * Always https, as at the vendor. If a server listens on loopback only, an endpoint on the same
 * machine is requested over http, unless it names https itself.
 */
export function buildTargetUrl({webhook: {url}, assume, loopbackOnly}: Targeting): string {
  const address = omitProtocol(url)
  const saysHttps = /^https:/i.test(url)
  const mayBePlain =
    assume['plainHttp'] === 'always' ||
    (assume['plainHttp'] === 'loopback' && loopbackOnly && isHere(address))
  return `${mayBePlain && !saysHttps ? 'http' : 'https'}://${address}`
}

function isHere(address: string): boolean {
  const url = `http://${address}`
  return URL.canParse(url) && isLoopbackName(new URL(url).hostname)
}

/** The body of one delivery: the fixed fields and the custom parameters, with `ssl_version` last. */
export function render({event, webhook, assume}: Rendering): RenderedBody {
  const {client_id, project_id, session_id, event_type, event_timestamp, ...others} = event.payload
  const custom = Object.entries(readWebhookOptions(webhook).customParameters ?? {})
  const mayCollide = assume['collidingParameter'] === 'sent'
  const {ssl_version = SSL_VERSION, ...fields} = {
    client_id: client_id ?? assume['clientId'],
    project_id: project_id ?? toProjectId(event.scope),
    session_id: session_id ?? null,
    event_type: event_type ?? event.type,
    event_timestamp: event_timestamp ?? event.createdAt.getTime() / 1000,
    ...others,
    ...Object.fromEntries(custom.filter(([name]) => mayCollide || !isFixed(name))),
  }
  if (assume['deliveryEncoding'] !== 'form') {
    return {body: JSON.stringify({...fields, ssl_version}), contentType: 'application/json'}
  }
  const form = new URLSearchParams()
  for (const [name, value] of Object.entries({...fields, ssl_version}))
    form.append(name, encodeFormText(value))
  return {
    body: form.toString(),
    contentType: 'application/x-www-form-urlencoded',
  }
}

function encodeFormText(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** The scope as in the vendor's JSON: a number. */
export function toProjectId(scope: string): number | string {
  return /^\d{1,15}$/.test(scope) ? Number(scope) : scope
}

export function isFixed(name: string): boolean {
  const fixed: readonly string[] = FIXED_KEYS
  return fixed.includes(name)
}

/** The one webhook of a project; the vendor does not show when it was created. */
export function toWebhook(wire: WireWebHook): Webhook {
  const customParameters = wire.customer_parameters ?? wire.custom_parameters ?? undefined
  const id = String(wire.project_id)
  return {
    id,
    provider: 'mda',
    scope: id,
    url: `https://${omitProtocol(wire.endpoint ?? '')}`,
    events: [...EVENT_NAMES],
    state: isOn(wire.enable_web_hook) ? 'enabled' : 'disabled',
    options: {
      enableHttpAuthorization: isOn(wire.enable_http_authorization),
      ...defined({customParameters}),
    },
  }
}

function isOn(flag: boolean | string | null | undefined): boolean {
  return flag === true || flag === 'true'
}

/** The parameters of a PUT; the vendor's booleans are strings. */
export function fromChanges({url, state, options = {}}: WebhookChanges): Record<string, unknown> {
  const changed: ChangedOptions = options
  const {enableHttpAuthorization: enable, httpAuthorizationValue: value} = changed
  const {customParameters: custom} = changed
  return {
    ...(url === undefined ? {} : {endpoint: omitProtocol(url)}),
    ...(state === undefined ? {} : {enable_web_hook: String(state === 'enabled')}),
    ...(enable === undefined ? {} : {enable_http_authorization: String(enable ?? false)}),
    ...(value === undefined ? {} : {http_authorization_value: value ?? ''}),
    ...(custom === undefined ? {} : {custom_parameters: custom ?? {}}),
  }
}

/** The payload of an event. The keyword `fresh` says how a field is generated. */
export const PAYLOADS = {
  'session.create': definePayload('session.create', defineSessionId()),
  'session.update': definePayload('session.update', defineSessionId()),
  'session.delete': definePayload('session.delete', defineSessionId()),
  'session.test': definePayload('session.test', Type.Null({description: 'A test has no session.'})),
} satisfies Record<EventName, TSchema>

function definePayload(name: EventName, session_id: TSchema): TSchema {
  const client = 'Number of the account; if left out, that of the assumption clientId.'
  const project = "Number of the project; left out, the webhook's own."
  return Type.Object({
    client_id: Type.Optional(Type.Integer({description: client})),
    project_id: Type.Optional(Type.Integer({description: project})),
    session_id,
    event_type: Type.Literal(name),
    event_timestamp: Type.Number({
      description: 'Seconds since the epoch, with milliseconds.',
      fresh: 'unix-seconds-ms' satisfies Fresh,
    }),
    ssl_version: Type.Optional(Type.Number({description: '1.2 if left out.'})),
  })
}

function defineSessionId() {
  const description = 'GUID of the session; its data is fetched from the API.'
  return Type.String({minLength: 1, description, fresh: 'uuid' satisfies Fresh})
}
