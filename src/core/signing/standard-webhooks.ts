import {createHmac, sign, timingSafeEqual, verify} from 'node:crypto'
import {HooksError} from '../errors.ts'
import {readStandardKey, type StandardKey, strictBase64} from './keys.ts'

/** Names of the three headers, in the order the specification gives them. */
export const STANDARD_HEADERS = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const

/** How far a delivery's time may be from the receiver's, both ways: what the reference libraries take. */
export const TOLERANCE_SECONDS = 5 * 60
/** Most signatures that are looked at; nobody rotates that often within a day. */
const MAX_SIGNATURES = 10
/** Without the full stop that ends it, and without what joins a header that came twice. */
const ID = /^[!-+\-/-~]{1,256}$/
const TIMESTAMP = /^\d{1,12}$/
const HMAC_BYTES = 32

export type StandardSigning = {
  readonly id: string
  /** Seconds since the epoch, whole. */
  readonly timestamp: number
  readonly body: string | Buffer
  /** `whsec_…` or `whsk_…`, the current one first; after a rotation the one before it too. */
  readonly secrets: readonly string[]
}

type KeyReader = (secret: string) => StandardKey

/**
 * The Standard Webhooks headers of one attempt, with a signature for each secret.
 * Who signs often hands over a `KeyRing`'s `get`.
 *
 * Source: https://github.com/standard-webhooks/standard-webhooks spec/standard-webhooks.md.
 *
 * @throws HooksError usage, for a secret that cannot sign
 */
export function standardHeaders(
  signing: StandardSigning,
  read: KeyReader = readStandardKey,
): Record<string, string> {
  const {id, timestamp, body, secrets} = signing
  const content = signedContent(id, String(timestamp), body)
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': secrets.map((secret) => signature(read(secret), content)).join(' '),
  }
}

/** `v1,…` or `v1a,…`, as the secret's kind has it. @throws HooksError usage */
export function standardSignature(secret: string, content: string | Buffer): string {
  return signature(readStandardKey(secret), content)
}

export type StandardDelivery = {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** As it came: the signature is over bytes, and not all bytes are text. */
  readonly body: Buffer
  /** `whsec_…`, `whpk_…` or `whsk_…`; any one of them may have signed. */
  readonly secrets: readonly string[]
  /** Milliseconds since the epoch. */
  readonly now: number
}

/**
 * Why a delivery is not proven to come from who holds one of the secrets; undefined when it is.
 * A shared secret never verifies a v1a signature, nor a public key a v1 one.
 *
 * @throws HooksError usage, for a secret that is none
 */
export function standardProblem(
  {headers, body, secrets, now}: StandardDelivery,
  read: KeyReader = readStandardKey,
): string | undefined {
  const missing = STANDARD_HEADERS.find((name) => headers[name] === undefined)
  if (missing !== undefined) return `header ${missing} is missing`
  const [id, timestamp, list] = STANDARD_HEADERS.map((name) => headers[name] ?? '')
  if (id === undefined || !ID.test(id)) return 'header webhook-id is not one id without a full stop'
  const late = timeProblem(timestamp ?? '', now)
  if (late !== undefined) return late
  const received = (list ?? '').split(' ', MAX_SIGNATURES + 1)
  if (received.length > MAX_SIGNATURES) {
    return `header webhook-signature holds more than ${MAX_SIGNATURES} signatures`
  }
  const content = signedContent(id, timestamp ?? '', body)
  const keys = secrets.map(read)
  const fitting = keys.map((key) => ({key, signatures: signaturesOf(key, received)}))
  if (fitting.every(({signatures}) => signatures.length === 0)) {
    const schemes = [...new Set(keys.map(({scheme}) => scheme))]
    return `header webhook-signature holds no ${schemes.join(' or ')} signature`
  }
  const proven = fitting.some(({key, signatures}) =>
    signatures.some((each) => isOf(key, content, each)),
  )
  return proven ? undefined : 'no signature is that of this body, id and time with this secret'
}

function timeProblem(timestamp: string, now: number): string | undefined {
  if (!TIMESTAMP.test(timestamp)) return 'header webhook-timestamp is not a whole number of seconds'
  const ageSeconds = Math.floor(now / 1000) - Number(timestamp)
  if (Math.abs(ageSeconds) <= TOLERANCE_SECONDS) return undefined
  const direction = ageSeconds > 0 ? 'ago' : 'ahead'
  return `header webhook-timestamp is ${Math.abs(ageSeconds)} s ${direction}, more than ${TOLERANCE_SECONDS}`
}

function signedContent(id: string, timestamp: string, body: string | Buffer): string | Buffer {
  const head = `${id}.${timestamp}.`
  return typeof body === 'string' ? head + body : Buffer.concat([Buffer.from(head), body])
}

function signature(key: StandardKey, content: string | Buffer): string {
  if (key.scheme === 'v1') {
    return `v1,${createHmac('sha256', key.secret).update(content).digest('base64')}`
  }
  if (key.privateKey === undefined) {
    throw new HooksError('usage', 'a public key (whpk_) verifies, but cannot sign', {
      hint: 'sign with its private key (whsk_)',
    })
  }
  return `v1a,${sign(null, Buffer.from(content), key.privateKey).toString('base64')}`
}

/** The bytes of those signatures that are of the key's scheme and well formed. */
function signaturesOf({scheme}: StandardKey, received: readonly string[]): Buffer[] {
  const prefix = `${scheme},`
  return received
    .filter((each) => each.startsWith(prefix))
    .map((each) => strictBase64(each.slice(prefix.length)))
    .filter((bytes) => bytes !== undefined)
}

function isOf(key: StandardKey, content: string | Buffer, signed: Buffer): boolean {
  if (key.scheme === 'v1a') return verify(null, Buffer.from(content), key.publicKey, signed)
  const expected = createHmac('sha256', key.secret).update(content).digest()
  return signed.length === HMAC_BYTES && timingSafeEqual(signed, expected)
}
