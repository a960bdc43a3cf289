import {Type, type Static, type TProperties, type TSchema} from 'typebox'
import {Value} from 'typebox/value'
import {createRandomId} from '../../core/ids.ts'
import type {Fresh} from '../../core/payload/fresh.ts'
import type {Webhook} from '../../core/webhook.ts'
import type {Assumptions} from '../contract/assumptions.ts'

/**
 * Vidyard's JSON, exactly as it is sent. The client checks the real platform's responses against
 * these shapes; the emulator sends the same ones.
 *
 * Source: https://developer.vidyard.com/ (apidoc, webhooks),
 * https://knowledge.vidyard.com/hc/en-us/articles/360009879654 and GitHub api-evangelist/vidyard
 * 2271e7c, asyncapi/vidyard-webhooks.yml, read 2026-11-21. What the vendor does not
 * document is listed in docs/assumptions.md.
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

/** The most points that are sent: a longer video is divided into this many parts. */
const MAX_ATTENTION_POINTS = 200

/** The vendor accepts any text; this one cannot be guessed. */
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
/** It is not documented whether a list is in an envelope. */
export const WireList = Type.Union([WireItems, Type.Record(Type.String(), Type.Unknown())])

/** The items of a list, bare or in an envelope of any name; undefined if there is no list. */
export function listItems(list: Static<typeof WireList>): WireListed[] | undefined {
  return [list, ...Object.values(list)].find((value) => Value.Check(WireItems, value))
}

/** The shapes in which the vendor's error message may arrive. */
export const WireFault = Type.Union([
  Type.Object({error: Type.String()}),
  Type.Object({message: Type.String()}),
  Type.Object({errors: Type.Array(Type.String(), {minItems: 1})}),
])
export type WireFault = Static<typeof WireFault>

/** Fields that Vidyard left out are empty. It does not say when a webhook was created. */
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

/** The secret of `webhook` must not be masked. */
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

/** It is not documented when a webhook is invalid. */
function isValid({state, failingSince}: StoredState, {validWhile}: Assumptions): boolean {
  if (validWhile === 'always') return true
  return state !== 'disabled' && (validWhile === 'enabled' || failingSince === undefined)
}

/** The vendor's number of a webhook on this server. */
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
  Type.Number({
    minimum: 0,
    maximum: 100,
    description: 'How much was watched, in percent.',
    ...options,
  })
/** Data that a page passes to its player; null if it passes none. */
const defineMetadata = () =>
  Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()], {
    description: 'Data from the page that embeds the player.',
  })

const VIEWED = {
  visitor_vidyard_uuid: defineUuid(),
  organization_id: defineOrganization('Folder that contains the webhook.'),
  organization_name: Type.String(),
  player_uuid: defineUuid(),
  player_name: Type.String(),
  video_id: defineDigits(8),
  video_name: Type.String(),
}

const PLAYED = {
  player_load_id: defineDigits(10),
  player_load_metadata: defineMetadata(),
  account_id: Type.String({description: 'Top-level folder of the account.'}),
  embed_url: Type.String({
    description: 'Page with the player; of its query, only utm_ values are kept.',
  }),
  player_organization_id: defineOrganization('Folder that contains the video.'),
}

/** Delivery bodies, which have no envelope. The keyword `fresh` says how to generate a value. */
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
    email: Type.String({description: 'Email address of the viewer.'}),
  }),
  attention_span: definePayload('attention_span', {
    ...VIEWED,
    attention_span: Type.Record(Type.String({pattern: '^\\d+$'}), Type.Integer({minimum: 0}), {
      maxProperties: MAX_ATTENTION_POINTS,
      additionalProperties: false,
      description: 'How often each second, or each 200th of a longer video, was watched.',
    }),
    day: Type.String({format: 'date-time', fresh: 'iso-day' satisfies Fresh}),
    // A number here, as in the vendor's sample; a string in the other events.
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

/** A guess: the common fields, and the player as the Dashboard API shows it. */
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
