import {maskSecret, type Webhook} from '../webhook.ts'

/** Shorter texts also occur in ordinary words and are not masked. */
const MIN_LENGTH = 6
/** At the end of a truncated text, this many characters of a secret count as its beginning. */
const MIN_BEGINNING = 8
/** In base64. */
const BYTES_PER_LETTER = 0.75

type Secretive = Pick<Webhook, 'secret' | 'signingSecret' | 'delivery'> & {
  readonly previousSigningSecret?: {readonly secret: string}
}

/**
 * The texts of a webhook that must not be shown: its secrets, the values of its custom headers, and
 * those of `others` that are strings.
 */
export function listSecretTexts(webhook: Secretive, others: readonly unknown[] = []): string[] {
  const {secret, signingSecret, previousSigningSecret, delivery} = webhook
  const headers = Object.values(delivery?.headers ?? {}).flatMap((value) => [
    value,
    ...listParts(value),
  ])
  const signing = [signingSecret, previousSigningSecret?.secret].flatMap((text) => [
    text,
    text?.replace(/^whs(?:ec|k)_/, ''),
  ])
  return [secret, ...signing, ...others, ...headers].filter((text) => typeof text === 'string')
}

type Form = {readonly text: string; readonly shown: string}

/** Masks secret texts wherever they occur, also as encoded in JSON, URLs and base64. */
export class Masker {
  readonly #texts: readonly string[]
  readonly #forms: readonly Form[]
  /** Length of the shortest text. */
  readonly #shortest: number
  /** The beginnings of the forms. Most texts contain none of them, which rules out all forms. */
  readonly #beginnings: readonly string[]

  constructor(texts: readonly string[]) {
    this.#texts = [...new Set(texts)].filter((text) => text.length >= MIN_LENGTH)
    this.#shortest = Math.min(...this.#texts.map(({length}) => length))
    this.#forms = this.#texts
      .flatMap((text) => listForms(text).map((form) => ({text: form, shown: maskSecret(text)})))
      .toSorted((a, b) => b.text.length - a.text.length)
    this.#beginnings = [...new Set(this.#forms.map(({text}) => findBeginning(text)))]
  }

  /** Whether `text` contains one of the secret texts. */
  isIn(text: string): boolean {
    return this.#forms.some((form) => text.includes(form.text))
  }

  /** The text with all secrets masked, including one that is cut off by the end of the text. */
  maskText(given: string): string {
    if (!this.#beginnings.some((beginning) => given.includes(beginning))) return given
    let text = given
    for (const form of this.#forms) text = text.replaceAll(form.text, form.shown)
    for (const form of this.#forms) text = omitBeginning(text, form.text)
    return text
  }

  /** A header's value; masked as a whole if it is base64 of something that contains a secret. */
  maskHeader(value: string): string {
    return this.#holdsEncoded(value) ? maskSecret(value) : this.maskText(value)
  }

  /** The headers that must be masked as a whole: the named ones and those with such base64. */
  maskHeaders(
    headers: Readonly<Record<string, string>>,
    named: readonly string[],
  ): Readonly<Record<string, string>> {
    const whole = Object.entries(headers).filter(
      ([name, value]) => named.includes(name) || this.#holdsEncoded(value),
    )
    return Object.fromEntries(whole)
  }

  #holdsEncoded(value: string): boolean {
    const part = /^(?:[A-Za-z-]+ )?([A-Za-z0-9+/_-]{8,}={0,2})$/.exec(value)?.[1]
    if (part === undefined || part.length * BYTES_PER_LETTER < this.#shortest) return false
    const decoded = Buffer.from(part, 'base64').toString()
    return this.#texts.some((text) => decoded.includes(text))
  }
}

/** The part after the scheme: `Bearer …`, `Basic …`. */
export function listParts(value: string): string[] {
  const part = /^[A-Za-z-]+ (\S+)$/.exec(value)?.[1]
  return part === undefined ? [] : [part]
}

function listForms(secret: string): string[] {
  const quoted = JSON.stringify(secret).slice(1, -1)
  const bytes = Buffer.from(secret)
  // A lone surrogate cannot be encoded in a URL.
  const url = secret.isWellFormed() ? encodeURIComponent(secret) : secret
  const encoded = [bytes.toString('base64').replace(/=+$/, ''), bytes.toString('base64url')]
  const forms = [secret, quoted, quoted.replaceAll('/', '\\/'), url, bytes.toString('latin1')]
  return [...new Set([...forms, ...encoded])]
}

function findBeginning(secret: string): string {
  return secret.slice(0, MIN_BEGINNING)
}

function omitBeginning(text: string, secret: string): string {
  const at = text.lastIndexOf(findBeginning(secret))
  const cutOff = at >= 0 && secret.length > MIN_BEGINNING && secret.startsWith(text.slice(at))
  return cutOff ? `${text.slice(0, at)}…` : text
}
