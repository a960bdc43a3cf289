import {maskSecret, type Webhook} from '../core/webhook.ts'
import type {Column, RecordView} from './output.ts'

export const WEBHOOK_COLUMNS: readonly Column<Webhook>[] = [
  {name: 'id', value: ({id}) => id, isKept: true},
  {name: 'provider', value: ({provider}) => provider},
  {
    name: 'state',
    value: stateOf,
    tone: (webhook) => (stateOf(webhook) === 'enabled' ? 'good' : 'waiting'),
  },
  {name: 'events', value: ({events}) => events.join(',')},
  {name: 'url', value: ({url}) => url},
  {name: 'created', value: ({createdAt}) => createdAt},
]

/** Secrets masked; a server of ours has masked them already. */
export function masked(webhook: Webhook): Webhook {
  const {secret, signingSecret} = webhook
  return {
    ...webhook,
    ...(secret === undefined ? {} : {secret: maskOnce(secret)}),
    ...(signingSecret === undefined ? {} : {signingSecret: maskOnce(signingSecret)}),
  }
}

export function webhookFields(webhook: Webhook): RecordView {
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
      ['state', stateOf(webhook)],
      ['options', options === undefined ? undefined : JSON.stringify(options)],
      ['created', createdAt],
      ['secret', webhook.secret],
      ['signing secret', webhook.signingSecret],
      ['public key', webhook.publicKey],
    ],
  }
}

/** Nobody but the vendor knows the state of a webhook that it does not show. */
function stateOf({state, recorded}: Webhook): string {
  return recorded === true ? 'recorded here' : state
}

function maskOnce(secret: string): string {
  return secret.includes('…') ? secret : maskSecret(secret)
}
