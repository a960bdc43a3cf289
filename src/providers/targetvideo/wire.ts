import {defined} from '../../core/defined.ts'
import {Type, type Static, type TSchema} from 'typebox'
import type {RenderedBody} from '../../core/delivery.ts'
import type {Payload} from '../../core/event.ts'
import {createRandomId} from '../../core/ids.ts'
import type {Fresh} from '../../core/payload/fresh.ts'
import {maskSecret, type Webhook, type WebhookOptions} from '../../core/webhook.ts'
import type {Rendering} from '../contract/sending.ts'

/**
 * The bodies of TargetVideo's deliveries, and the JSON of the endpoint that replaces its web
 * console.
 *
 * Source: https://developer.target-video.com/docs/webhooks, read 2026-11-20. The vendor has no API
 * for webhooks, and its page shows one body, that of `sd_encoded`; the rest is listed in
 * docs/assumptions.md.
 */
export const EVENT_NAMES = [
  'add_video',
  'edit_video',
  'delete_video',
  'video_encoded',
  'sd_encoded',
  'add_playlist',
  'edit_playlist',
  'add_videos_to_playlist',
  'delete_video_from_playlist',
  'sort_videos_in_playlist',
  'edit_snapshot',
  'livestream_add_v2',
  'livestream_edit',
  'livestream_delete',
  'livestreamschedule_add',
  'livestreamschedule_edit',
  'livestreamschedule_delete',
] as const
export type EventName = (typeof EVENT_NAMES)[number]

/** In the vendor's order. */
const ENVELOPE = [
  'response',
  'event',
  'scope',
  'method',
  'data',
  'api',
  'timestamp',
  'secret',
] as const

/** The longest delay: a day if the unit is seconds, a minute and a half if it is milliseconds. */
const MAX_TIMEOUT = 86_400

/** Our own format for the console's three fields. A field that is left out stays unchanged. */
export const WireSettings = Type.Object(
  {
    url: Type.Optional(Type.String({maxLength: 4096})),
    secret: Type.Optional(Type.String({minLength: 1, maxLength: 1024})),
    /** Delay before a delivery is sent, in the unit of the assumption `timeoutUnit`. */
    timeout: Type.Optional(Type.Number({minimum: 0, maximum: MAX_TIMEOUT})),
  },
  {additionalProperties: false},
)
export type WireSettings = Static<typeof WireSettings>

/** Why the options of a webhook are invalid, in words that follow "options". */
export function findOptionsProblem({timeout = 0}: WebhookOptions): string | undefined {
  return isTimeout(timeout)
    ? undefined
    : `contain a timeout that is not between 0 and ${MAX_TIMEOUT}`
}

function isTimeout(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= MAX_TIMEOUT
}

/** The secret of `webhook` must not be masked. */
export function fromWebhook(webhook: Webhook, secrets: 'whole' | 'masked') {
  const {scope = '', url, secret = ''} = webhook
  return {
    website_id: scope,
    url,
    secret: secrets === 'whole' ? secret : maskSecret(secret),
    timeout: readTimeout(webhook),
  }
}

/** Generates a secret; at the vendor, users choose it themselves. */
export function createSecret(): string {
  return createRandomId(32)
}

function readTimeout({options = {}}: Webhook): number {
  const {timeout} = options
  return isTimeout(timeout) ? timeout : 0
}

/** The envelope has the vendor's order, with the secret in plain text at its end. */
export function render({event, webhook, assume}: Rendering): RenderedBody {
  const {apiFlag} = assume
  const fields: Payload = {
    event: event.type,
    ...event.payload,
    ...(apiFlag === 'payload' ? {} : {api: apiFlag === 'true'}),
    secret: webhook.secret ?? '',
  }
  const known = ENVELOPE.filter((name) => Object.hasOwn(fields, name))
  const ordered = Object.fromEntries(known.map((name) => [name, fields[name]]))
  const unitMs = assume['timeoutUnit'] === 'milliseconds' ? 1 : 1000
  return {
    body: JSON.stringify({...ordered, ...fields}),
    contentType: String(assume['contentType']),
    delayMs: Math.round(readTimeout(webhook) * unitMs),
  }
}

/**
 * The schema of a payload, derived from its sample. Ids in `response` are new for each event, and
 * are the same wherever `data` repeats them. Only the envelope is required, unless the vendor's
 * page shows the fields inside it (`isPrinted`).
 */
export function createPayloadSchema(sample: Payload, {isPrinted}: {isPrinted: boolean}): TSchema {
  const ids = new Map<unknown, string>()
  const defineField = (value: unknown, path: string): TSchema => {
    if (typeof value === 'object' && value !== null) return defineFields(value, `${path}.`)
    if (typeof value === 'boolean') return Type.Boolean()
    const fresh = chooseFresh(value, path, ids)
    return Type.String(defined({fresh}))
  }
  const defineFields = (fields: object, prefix: string): TSchema =>
    Type.Object(
      Object.fromEntries(
        Object.entries(fields).map(([name, value]) => {
          const schema = defineField(value, `${prefix}${name}`)
          return [name, isPrinted ? schema : Type.Optional(schema)]
        }),
      ),
    )
  const {response, data} = sample
  return Type.Object({
    response: defineField(response, 'response'),
    event: Type.Literal(String(sample['event'])),
    scope: Type.String({description: 'Controller, with the prefix `Controller.`.'}),
    method: Type.String({description: 'Action of the controller.'}),
    data: defineField(data, 'data'),
    api: Type.Boolean({description: 'Whether the change was made through the API.'}),
    timestamp: Type.Integer({
      description: 'Seconds since the epoch.',
      fresh: 'unix-seconds' satisfies Fresh,
    }),
  })
}

function chooseFresh(value: unknown, path: string, ids: Map<unknown, string>): Fresh | undefined {
  if (path.endsWith('.partner_id')) return 'scope'
  const known = ids.get(value)
  if (known !== undefined) return {sameAs: known}
  if (!/^response\..*\.id$/.test(path) || typeof value !== 'string') return undefined
  ids.set(value, path)
  return {digits: value.length}
}
