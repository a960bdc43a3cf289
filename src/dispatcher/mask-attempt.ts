import type {Answer, Outcome} from '../core/delivery.ts'
import {Masker, partsOf, secretTexts} from '../core/masking/mask.ts'
import {maskSecret} from '../core/webhook.ts'
import type {StoredWebhook} from '../store/rows/stored-webhook.ts'

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

/** Maskers kept; a server rarely sends to more webhooks at a time. */
const MAX_MASKERS = 1000

/** Cuts secrets out of attempts, and keeps the maskers it has made: making one costs more than its use. */
export class AttemptMasker {
  readonly #maskers = new Map<string, Masker>()

  /** What was sent and answered, as it may be written down: a receiver may echo what it was sent. */
  withoutSecrets({headers, outcome}: Told, secrets: AttemptSecrets): Told {
    const sent = this.#of(secrets.texts)
    const whole = sent.wholly(headers, secrets.headers)
    const masked = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [
        name,
        Object.hasOwn(whole, name) ? maskSecret(value) : sent.text(value),
      ]),
    )
    if (outcome.kind === 'failed') return {headers: masked, outcome}
    const values = Object.values(whole).flatMap((value) => [value, ...partsOf(value)])
    const known = values.length === 0 ? sent : new Masker([...secrets.texts, ...values])
    return {headers: masked, outcome: {...outcome, answer: maskAnswer(outcome.answer, known)}}
  }

  #of(texts: readonly string[]): Masker {
    const key = JSON.stringify(texts)
    const made = this.#maskers.get(key)
    if (made !== undefined) return made
    const masker = new Masker(texts)
    if (this.#maskers.size >= MAX_MASKERS) this.#maskers.clear()
    this.#maskers.set(key, masker)
    return masker
  }
}

function maskAnswer({headers, body, ...rest}: Answer, masker: Masker): Answer {
  const masked = Object.entries(headers).map(([name, value]) => [
    masker.text(name),
    typeof value === 'string' ? masker.header(value) : value.map((one) => masker.header(one)),
  ])
  return {...rest, headers: Object.fromEntries(masked), body: masker.text(body)}
}
