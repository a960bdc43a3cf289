import {Value} from 'typebox/value'
import {HooksError} from '../../core/errors.ts'
import type {NewWebhook, Webhook, WebhookApi} from '../../core/webhook.ts'
import type {HttpClient} from '../../http/client.ts'
import {toWebhook, WireFault, WireWebhook, WireWebhookPage} from './wire.ts'

/** The largest page that api.video serves. */
const PAGE_SIZE = 100

/** api.video's webhook endpoints; there are four, and none of them changes a webhook. */
export function createWebhookApi(http: HttpClient): WebhookApi {
  return {
    async create(webhook) {
      refuseWhatItCannotTake(webhook)
      const {url, events} = webhook
      return toWebhook(await http.post('/webhooks', {events, url}, WireWebhook))
    },

    async list({event} = {}) {
      const webhooks: Webhook[] = []
      for (let page = 1, last = 1; page <= last; page++) {
        const query = {events: event, currentPage: page, pageSize: PAGE_SIZE}
        const {data, pagination} = await http.get('/webhooks', WireWebhookPage, {query})
        webhooks.push(...data.map(toWebhook))
        // An empty page ends the list, even if the platform reports more pages.
        last = data.length === 0 ? page : (pagination.pagesTotal ?? page)
      }
      return webhooks.toSorted((a, b) => readCreationTime(a) - readCreationTime(b))
    },

    async get(id) {
      return toWebhook(await http.get(toPath(id), WireWebhook, {what: `webhook ${id}`}))
    },

    async update(id) {
      throw new HooksError('unsupported', 'api.video has no update', {
        hint: `delete ${id} and create it again; it gets a new id and a new secret`,
      })
    },

    async delete(id) {
      await http.delete(toPath(id), {what: `webhook ${id}`})
    },
  }
}

function readCreationTime({createdAt}: Webhook): number {
  return createdAt?.getTime() ?? 0
}

/** api.video's error message in a body: `This attribute is required. (events)`. */
export function findSentence(body: unknown): string | undefined {
  if (!Value.Check(WireFault, body)) return undefined
  const {title, detail, name} = body
  const words = isBlank(detail) ? title : `${title} ${detail}`
  return isBlank(name) ? words : `${words} (${name})`
}

function isBlank(text: string | null | undefined): boolean {
  return text === undefined || text === null || text === ''
}

function toPath(id: string): string {
  // URLs drop these two path segments, so the request would go to another resource.
  if (id === '' || id === '.' || id === '..') {
    throw new HooksError('not_found', `api.video has no webhook ${JSON.stringify(id)}`)
  }
  return `/webhooks/${encodeURIComponent(id)}`
}

function refuseWhatItCannotTake({secret, options = {}}: NewWebhook): void {
  if (secret !== undefined) {
    throw new HooksError('unsupported', 'api.video generates the secret of a webhook itself', {
      hint: 'leave the secret out; the output of create shows the generated one',
    })
  }
  const [option] = Object.keys(options)
  if (option === undefined) return
  throw new HooksError('usage', `api.video has no option ${JSON.stringify(option)}`, {
    hint: 'leave the option out',
  })
}
