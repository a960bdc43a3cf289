import {describeState} from '../../actions/webhooks/state-words.ts'
import {maskSecret, type Webhook} from '../../core/webhook.ts'
import type {RecordView, Column} from '../output/view.ts'

export const WEBHOOK_COLUMNS: readonly Column<Webhook>[] = [
  {name: 'id', value: ({id}) => id, isKept: true},
  {name: 'provider', value: ({provider}) => provider},
  {
    name: 'state',
    value: describeState,
    tone: (webhook) => (describeState(webhook) === 'enabled' ? 'good' : 'waiting'),
  },
  {name: 'events', value: ({events}) => events.join(',')},
  {name: 'url', value: ({url}) => url},
  {name: 'created', value: ({createdAt}) => createdAt},
]

/** Masks the secrets, unless a hooks server has masked them already. */
export function maskWebhook(webhook: Webhook): Webhook {
  const {secret, signingSecret} = webhook
  return {
    ...webhook,
    ...(secret === undefined ? {} : {secret: maskOnce(secret)}),
    ...(signingSecret === undefined ? {} : {signingSecret: maskOnce(signingSecret)}),
  }
}

export function toWebhookView(webhook: Webhook): RecordView {
  const {id, vendorId, provider, kind, scope, url, events, options, createdAt} = webhook
  return {
    fields: [
      ['id', id],
      ['vendor id', vendorId],
      ['provider', provider],
      ['kind', kind],
      ['scope', scope],
      ['url', url],
      ['events', events.join(',')],
      ['state', describeState(webhook)],
      ['options', options === undefined ? undefined : JSON.stringify(options)],
      ...toSettingFields(webhook),
      ['created', createdAt],
      ['secret', webhook.secret],
      ['signing secret', webhook.signingSecret],
      ['public key', webhook.publicKey],
    ],
  }
}

/** The webhook's own delivery settings, one field each. */
function toSettingFields({delivery = {}}: Webhook): RecordView['fields'] {
  const {retries, fifo, rateLimit, concurrency, headers = {}, filter = {}} = delivery
  return [
    ['retries', retries],
    ['fifo', fifo],
    ['attempts per second', rateLimit],
    ['concurrent attempts', concurrency],
    ...Object.entries(headers).map(([name, value]) => [`header ${name}`, value] as const),
    ...Object.entries(filter).map(([path, some]) => [`filter ${path}`, some.join(',')] as const),
  ]
}

function maskOnce(secret: string): string {
  return secret.includes('…') ? secret : maskSecret(secret)
}
