import {defined} from '../../core/defined.ts'
import {createSigningSecret, createRandomId} from '../../core/ids.ts'
import {checkReceiverUrl} from '../../core/net/receiver-url.ts'
import type {Webhook} from '../../core/webhook.ts'
import type {Provider} from '../../providers/provider.ts'
import {sendFromHere} from './send-sample.ts'
import type {Triggered, Trigger} from './order.ts'

export type DirectTarget = {
  readonly url: string
  readonly scope: string | undefined
  /** Signs the events: a secret of the vendor or of Standard Webhooks; generated if absent. */
  readonly secret: string | undefined
}

type Secrets = {readonly secret?: string; readonly signingSecret?: string}

/** Secrets of Standard Webhooks have a prefix. */
const STANDARD_SECRET = /^wh(?:sec|sk)_/

/**
 * Sends signed events directly to a URL, without a server or an account. All events of one
 * provider are signed with the same secrets.
 *
 * @throws HooksError usage, if nothing can be sent to the URL
 */
export function createDirectSender(place: DirectTarget): (order: Trigger) => Promise<Triggered> {
  checkReceiverUrl(place.url)
  const webhookId = `wh_${createRandomId()}`
  const made = new Map<string, Secrets>()
  return async (order) => {
    const {provider, type} = order.event
    const secrets = made.get(provider.name) ?? chooseSecrets(provider, place.secret)
    made.set(provider.name, secrets)
    const webhook: Webhook = {
      id: webhookId,
      provider: provider.name,
      ...defined({kind: type.kind, scope: place.scope}),
      url: place.url,
      events: [type.name],
      state: 'enabled',
      createdAt: order.now(),
      ...secrets,
    }
    const sent = await sendFromHere([webhook], {...order, url: place.url}, place.scope)
    return place.secret === undefined ? {...sent, secrets} : sent
  }
}

/** If a secret is given, only that one signs: the receiver knows no other. */
function chooseSecrets({proof}: Provider, given: string | undefined): Secrets {
  if (given !== undefined && proof.createSecret !== undefined && !STANDARD_SECRET.test(given)) {
    return {secret: given}
  }
  const signingSecret = given ?? proof.createSigningSecret?.({options: {}}) ?? createSigningSecret()
  const secret = proof.createSecret?.()
  return {signingSecret, ...(secret === undefined || given !== undefined ? {} : {secret})}
}
