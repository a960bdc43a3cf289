import type {Answer, Outcome} from '../core/delivery.ts'
import {Masker, secretTexts} from '../core/mask.ts'
import {maskSecret} from '../core/webhook.ts'
import type {StoredWebhook} from '../store/webhooks.ts'

/** What of an attempt nobody may be shown. */
export type AttemptSecrets = {
  readonly texts: readonly string[]
  /** Names in lower case of headers whose values are secrets. */
  readonly headers: readonly string[]
}

export function ownSecrets(webhook: StoredWebhook): AttemptSecrets {
  return {texts: secretTexts(webhook), headers: []}
}

type Told = {readonly headers: Readonly<Record<string, string>>; readonly outcome: Outcome}

/** What was sent and answered, as it may be written down: a receiver may echo what it was sent. */
export function withoutSecrets({headers, outcome}: Told, secrets: AttemptSecrets): Told {
  const sent = new Masker(secrets.texts)
  const masked = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      secrets.headers.includes(name) ? maskSecret(value) : sent.header(value),
    ]),
  )
  if (outcome.kind === 'failed') return {headers: masked, outcome}
  const known = new Masker([...secrets.texts, ...sent.secretValues(headers, secrets.headers)])
  return {headers: masked, outcome: {...outcome, answer: maskAnswer(outcome.answer, known)}}
}

function maskAnswer({headers, body, ...rest}: Answer, masker: Masker): Answer {
  const masked = Object.entries(headers).map(([name, value]) => [
    masker.text(name),
    typeof value === 'string' ? masker.header(value) : value.map((one) => masker.header(one)),
  ])
  return {...rest, headers: Object.fromEntries(masked), body: masker.text(body)}
}
