import type {Answer, Outcome} from '../core/delivery.ts'
import {Masker, listParts, listSecretTexts} from '../core/masking/mask.ts'
import {Maskers} from '../core/maskers.ts'
import {maskSecret} from '../core/webhook.ts'
import type {StoredWebhook} from '../store/rows/stored-webhook.ts'

/** The secrets in an attempt that must not be recorded or shown. */
export type AttemptSecrets = {
  readonly texts: readonly string[]
  /** Lower-case names of headers whose values are secrets. */
  readonly headers: readonly string[]
}

export function listOwnSecrets(webhook: StoredWebhook): AttemptSecrets {
  return {texts: listSecretTexts(webhook), headers: []}
}

type SentAndAnswered = {
  readonly headers: Readonly<Record<string, string>>
  readonly outcome: Outcome
}

/** Masks the secrets in attempts. */
export class AttemptMasker {
  readonly #maskers = new Maskers()

  /** Masks secrets in the request and the response: a receiver may echo what it was sent. */
  withoutSecrets({headers, outcome}: SentAndAnswered, secrets: AttemptSecrets): SentAndAnswered {
    const sent = this.#maskers.getMasker(secrets.texts)
    const secretHeaders = sent.maskHeaders(headers, secrets.headers)
    const masked = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [
        name,
        Object.hasOwn(secretHeaders, name) ? maskSecret(value) : sent.maskText(value),
      ]),
    )
    if (outcome.kind === 'failed') return {headers: masked, outcome}
    const values = Object.values(secretHeaders).flatMap((value) => [value, ...listParts(value)])
    const known = values.length === 0 ? sent : new Masker([...secrets.texts, ...values])
    return {headers: masked, outcome: {...outcome, answer: maskAnswer(outcome.answer, known)}}
  }
}

function maskAnswer({headers, body, ...rest}: Answer, masker: Masker): Answer {
  const masked = Object.entries(headers).map(([name, value]) => [
    masker.maskText(name),
    typeof value === 'string'
      ? masker.maskHeader(value)
      : value.map((one) => masker.maskHeader(one)),
  ])
  return {...rest, headers: Object.fromEntries(masked), body: masker.maskText(body)}
}
