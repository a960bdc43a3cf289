import {Type, type Static, type TProperties, type TSchema} from 'typebox'
import {Value} from 'typebox/value'
import {createRandomId} from '../../core/ids.ts'
import type {Fresh} from '../../core/payload/fresh.ts'
import type {Webhook} from '../../core/webhook.ts'
import type {Assumptions} from '../contract/assumptions.ts'

/**
 * Vidyard's JSON, exactly as it travels. The client checks the real platform's answers against
 * these shapes; the emulator answers with the same ones.
 *
 * Source: https://developer.vidyard.com/ (apidoc, webhooks),
 * https://knowledge.vidyard.com/hc/en-us/articles/360009879654 and GitHub api-evangelist/vidyard
 * 2271e7c, asyncapi/vidyard-webhooks.yml, read 2026-11-21. What the vendor leaves open is listed
 * in docs/assumptions.md.
 */
export const KINDS = ['analytics', 'players'] as const
export type Kind = (typeof KINDS)[number]

export const EVENTS_OF = {
  analytics: ['view', 'identified_view', 'attention_span'],
  players: [
    'videofacade_create',
    'videofacade_update',
    'videofacade_destroy',
    'playlist_create',
    'playlist_update',
    'playlist_destroy',
  ],
} as const satisfies Record<Kind, readonly string[]>

export type EventName = (typeof EVENTS_OF)[Kind][number]

/** More points than this are never sent: a longer video is divided into as many parts. */
const MAX_ATTENTION_POINTS = 200

/** The vendor takes any text; this is one that nobody guesses. */
export function createSecret(): string {
  return createRandomId(32)
}

export const WireRegistered = Type.Object({
  webhook_id: Type.Integer(),
  status: Type.Optional(Type.String()),
})

export const WireListed = Type.Object({
  id: Type.Union([Type.Integer(), Type.String()]),
  url: Type.Optional(Type.String()),
  security_key: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  is_valid: Type.Optional(Type.Union([Type.Boolean(), Type.Null()])),
  event_subscriptions: Type.Optional(Type.Array(Type.String())),
})
export type WireListed = Static<typeof WireListed>

const WireItems = Type.Array(WireListed)
/** Whether a list stands in an envelope is not documented. */
export const WireList = Type.Union([WireItems, Type.Record(Type.String(), Type.Unknown())])

/** The items of a list, bare or in an envelope of whatever name; undefined where there are none. */
export function listItems(list: Static<typeof WireList>): WireListed[] | undefined {
  return [list, ...Object.values(list)].find((value) => Value.Check(WireItems, value))
}

/** What the vendor's own sentence can be read from, in whatever shape it comes. */
export const WireFault = Type.Union([
  Type.Object({error: Type.String()}),
  Type.Object({message: Type.String()}),
  Type.Object({errors: Type.Array(Type.String(), {minItems: 1})}),
])
export type WireFault = Static<typeof WireFault>

/** A field that Vidyard left out reads as empty; it tells nobody when a webhook was made. */
export function toWebhook(wire: WireListed): Webhook {
  const {id, url = '', event_subscriptions: events = [], security_key: secret} = wire
  return {
    id: String(id),
    provider: 'vidyard',
    kind: 'analytics',
    url,
    events,
    state: wire.is_valid === false ? 'disabled' : 'enabled',
    ...(typeof secret === 'string' ? {secret} : {}),
  }
}

/** `webhook` has its secret whole. */
export function fromWebhook(webhook: StoredState, assume: Assumptions): WireListed {
  return {
    id: toNumber(webhook),
    url: webhook.url,
    security_key: webhook.secret ?? null,
    is_valid: isValid(webhook, assume),
    event_subscriptions: [...webhook.events],
  }
}

type StoredState = Webhook & {readonly failingSince?: Date}

/** Nothing says what makes a webhook invalid. */
function isValid({state, failingSince}: StoredState, {validWhile}: Assumptions): boolean {
  if (validWhile === 'always') return true
  return state !== 'disabled' && (validWhile === 'enabled' || failingSince === undefined)
}

/** The vendor's number of a webhook of this server. */
export function toNumber({vendorId, id}: Webhook): number {
  const number = Number(vendorId)
  if (Number.isSafeInteger(number)) return number
  throw new Error(`webhook ${id} has no number`)
}

const defineUuid = () =>
  Type.String({minLength: 1, fresh: {id: {prefix: '', length: 22}} satisfies Fresh})
const defineDigits = (count: number) =>
  Type.String({minLength: 1, fresh: {digits: count} satisfies Fresh})
const defineOrganization = (description: string) =>
  Type.String({description, fresh: 'scope' satisfies Fresh})
const defineSeconds = () => Type.String({format: 'date-time', fresh: 'iso-seconds' satisfies Fresh})
const definePercent = (options: {enum?: number[]} = {}) =>
  Type.Number({minimum: 0, maximum: 100, description: 'How much was watched.', ...options})
/** What a page hands to its player; nothing when the page says nothing. */
const defineMetadata = () =>
  Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()], {
    description: 'Data of the page that embeds the player.',
  })

const VIEWED = {
  visitor_vidyard_uuid: defineUuid(),
  organization_id: defineOrganization('Folder that has the webhook.'),
  organization_name: Type.String(),
  player_uuid: defineUuid(),
  player_name: Type.String(),
  video_id: defineDigits(8),
  video_name: Type.String(),
}

const PLAYED = {
  player_load_id: defineDigits(10),
  player_load_metadata: defineMetadata(),
  account_id: Type.String({description: 'Folder on top of the account.'}),
  embed_url: Type.String({description: 'Page of the player; of its query only utm_ values stay.'}),
  player_organization_id: defineOrganization('Folder that has the video.'),
}

/** The body of each delivery; there is no envelope. A field's keyword `fresh` says how it is made. */
export const PAYLOADS: Readonly<Record<EventName, TSchema>> = {
  view: definePayload('view', {
    ...VIEWED,
    percent_watched: definePercent({enum: [0, 25, 50, 75, 100]}),
    ...PLAYED,
  }),
  identified_view: definePayload('identified_view', {
    ...VIEWED,
    percent_watched: definePercent(),
    ...PLAYED,
    email: Type.String({description: 'Of the viewer.'}),
  }),
  attention_span: definePayload('attention_span', {
    ...VIEWED,
    attention_span: Type.Record(Type.String({pattern: '^\\d+$'}), Type.Integer({minimum: 0}), {
      maxProperties: MAX_ATTENTION_POINTS,
      additionalProperties: false,
      description: 'How often each second, or each 200th of a longer video, was watched.',
    }),
    day: Type.String({format: 'date-time', fresh: 'iso-day' satisfies Fresh}),
    // A bare number here, unlike in the other events: the vendor's sample prints it so.
    player_load_id: Type.Integer({
      fresh: {integer: {minimum: 1_000_000_000, maximum: 9_999_999_999}} satisfies Fresh,
    }),
    player_load_metadata: defineMetadata(),
    account_id: PLAYED.account_id,
  }),
  videofacade_create: definePlayerChange('videofacade_create'),
  videofacade_update: definePlayerChange('videofacade_update'),
  videofacade_destroy: definePlayerChange('videofacade_destroy'),
  playlist_create: definePlayerChange('playlist_create'),
  playlist_update: definePlayerChange('playlist_update'),
  playlist_destroy: definePlayerChange('playlist_destroy'),
}

function definePayload(name: EventName, fields: TProperties): TSchema {
  return Type.Object({
    type: Type.Literal(name),
    timestamp: defineSeconds(),
    request_id: Type.String({minLength: 1, fresh: 'uuid' satisfies Fresh}),
    ...fields,
  })
}

/** A guess: the event's name, and the player as the Dashboard API shows it. */
function definePlayerChange(name: EventName): TSchema {
  return definePayload(name, {
    organization_id: VIEWED.organization_id,
    player: Type.Object({
      id: Type.Integer({
        fresh: {integer: {minimum: 1_000_000, maximum: 9_999_999}} satisfies Fresh,
      }),
      uuid: defineUuid(),
      name: Type.String(),
    }),
  })
}
