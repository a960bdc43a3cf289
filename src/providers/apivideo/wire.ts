import {defined} from '../../core/defined.ts'
import {Type, type Static, type TProperties, type TSchema} from 'typebox'
import {createRandomId} from '../../core/ids.ts'
import type {Fresh} from '../../core/payload/fresh.ts'
import type {Webhook} from '../../core/webhook.ts'

/**
 * api.video's JSON, exactly as it is sent. The client checks the platform's responses against these
 * schemas; the emulator's responses have the same ones.
 *
 * Source: apivideo/api.video-documentation f159d73, openapi.yaml and reference/*.md, read
 * 2026-11-20. What the vendor does not document is listed in docs/assumptions.md.
 */
export const EVENT_NAMES = [
  'live-stream.broadcast.started',
  'live-stream.broadcast.ended',
  'video.source.recorded',
  'video.encoding.quality.completed',
  'video.caption.generated',
  'video.summary.generated',
] as const
export type EventName = (typeof EVENT_NAMES)[number]

/** "Each account has 10 webhooks": sdks/nocode/video-encoding-completed.md. */
export const MAX_WEBHOOKS = 10

/** Like the ids in the guide: `webhook_1BWt3JArmQq9sNZzsHStRS`. */
export function createWebhookId(): string {
  return `webhook_${createRandomId()}`
}

/** Like the secrets in openapi.yaml: `sig_sec_Abcd12348RLP7VPLi7nYVh`. */
export function createSecret(): string {
  return `sig_sec_${createRandomId()}`
}

/** The vendor documents every field as optional; a webhook without an id would be useless. */
export const WireWebhook = Type.Object({
  webhookId: Type.String(),
  createdAt: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  events: Type.Optional(Type.Array(Type.String())),
  url: Type.Optional(Type.String()),
  signatureSecret: Type.Optional(Type.String()),
})
export type WireWebhook = Static<typeof WireWebhook>

const Link = Type.Object({rel: Type.String(), uri: Type.String()})

export const WireWebhookPage = Type.Object({
  data: Type.Array(WireWebhook),
  pagination: Type.Object({
    currentPage: Type.Optional(Type.Integer()),
    pageSize: Type.Optional(Type.Integer()),
    pagesTotal: Type.Optional(Type.Integer()),
    itemsTotal: Type.Optional(Type.Integer()),
    currentPageItems: Type.Optional(Type.Integer()),
    links: Type.Array(Link),
  }),
})
export type WireWebhookPage = Static<typeof WireWebhookPage>

export const WireTokens = Type.Object({
  token_type: Type.Literal('Bearer'),
  /** Seconds. */
  expires_in: Type.Integer(),
  access_token: Type.String(),
  refresh_token: Type.String(),
})
export type WireTokens = Static<typeof WireTokens>

/** Bodies that contain the vendor's error message. */
export const WireFault = Type.Object({
  title: Type.String(),
  name: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  detail: Type.Optional(Type.Union([Type.String(), Type.Null()])),
})

/** A field that api.video left out is read as empty; an invalid creation time is left out. */
export function toWebhook(wire: WireWebhook): Webhook {
  const {webhookId, url = '', events = [], signatureSecret} = wire
  const createdAt = new Date(wire.createdAt ?? Number.NaN)
  return {
    id: webhookId,
    provider: 'apivideo',
    url,
    events,
    state: 'enabled',
    ...(Number.isNaN(createdAt.getTime()) ? {} : {createdAt}),
    ...defined({secret: signatureSecret}),
  }
}

type Held = Webhook & {readonly createdAt: Date}

/** The secret of `webhook` is not masked. */
export function fromWebhook(webhook: Held): WireWebhook {
  return {
    webhookId: webhook.id,
    createdAt: webhook.createdAt.toISOString().replace(/\.\d+Z$/, '+00:00'),
    events: [...webhook.events],
    url: webhook.url,
    ...defined({signatureSecret: webhook.secret}),
  }
}

export type ListQuery = {
  readonly currentPage: number
  readonly pageSize: number
  readonly events?: string | undefined
  /** The other query parameters of the request; the links repeat them. */
  readonly kept: Readonly<Record<string, string>>
}

export type ListPage = {
  readonly webhooks: readonly Held[]
  /** On all pages. */
  readonly total: number
  readonly query: ListQuery
  /** The URL of the list, without a query: `https://ws.api.video/webhooks`. */
  readonly address: string
}

/** One page of a list, with links to the pages around it. An empty list is one empty page. */
export function fromPage({webhooks, total, query, address}: ListPage): WireWebhookPage {
  const {currentPage, pageSize, kept} = query
  const pagesTotal = Math.max(1, Math.ceil(total / pageSize))
  const toLink = (rel: string, page: number) => {
    const search = new URLSearchParams({currentPage: String(page), ...kept})
    return {rel, uri: `${address}?${search.toString()}`}
  }
  return {
    data: webhooks.map(fromWebhook),
    pagination: {
      currentPage,
      pageSize,
      pagesTotal,
      itemsTotal: total,
      currentPageItems: webhooks.length,
      links: [
        toLink('self', currentPage),
        toLink('first', 1),
        ...(currentPage > 1 ? [toLink('previous', Math.min(currentPage - 1, pagesTotal))] : []),
        ...(currentPage < pagesTotal ? [toLink('next', currentPage + 1)] : []),
        toLink('last', pagesTotal),
      ],
    },
  }
}

/** The body of each delivery, without an envelope. The keyword `fresh` says how a field is generated. */
export const PAYLOADS = {
  'live-stream.broadcast.started': definePayload('live-stream.broadcast.started', {
    liveStreamId: defineId('li'),
  }),
  'live-stream.broadcast.ended': definePayload('live-stream.broadcast.ended', {
    liveStreamId: defineId('li'),
  }),
  'video.source.recorded': definePayload('video.source.recorded', {
    liveStreamId: defineId('li'),
    videoId: defineId('vi'),
  }),
  'video.encoding.quality.completed': definePayload('video.encoding.quality.completed', {
    videoId: defineId('vi'),
    liveStreamId: Type.Optional(defineId('li')),
    encoding: defineOneOf('hls', 'mp4'),
    quality: defineOneOf('240p', '360p', '480p', '720p', '1080p', '2160p'),
  }),
  'video.caption.generated': definePayload('video.caption.generated', {
    videoId: defineId('vi'),
    captionId: defineId('caption_'),
    generationMode: defineOneOf('transcript'),
    language: Type.String({minLength: 2, description: 'IETF language tag.'}),
  }),
  'video.summary.generated': definePayload('video.summary.generated', {
    videoId: defineId('vi'),
    summaryId: defineId('summary_'),
  }),
} satisfies Record<EventName, TSchema>

function definePayload(name: EventName, fields: TProperties): TSchema {
  return Type.Object({
    type: Type.Literal(name),
    emittedAt: Type.String({format: 'date-time', fresh: 'iso-time' satisfies Fresh}),
    ...fields,
  })
}

/** An id like api.video's: its prefix and 22 characters. Others are accepted too. */
function defineId(prefix: string) {
  return Type.String({minLength: 1, fresh: {id: {prefix, length: 22}} satisfies Fresh})
}

function defineOneOf(...values: string[]) {
  return Type.String({enum: values})
}
