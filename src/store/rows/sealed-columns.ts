import {HooksError} from '../../core/errors.ts'
import {isSealed, type Sealer} from './sealer.ts'
import type {Db} from './db.ts'

/** The columns of a webhook that hold secrets, as they are stored. */
export type SealedColumns = {
  readonly secret: string | null
  readonly signing_secret: string
  readonly previous_signing_secret: string | null
  /** JSON objects. */
  readonly options: string
  readonly settings: string
}

type Name = keyof SealedColumns

/** Encrypts the given columns of a webhook, except for values that hold nothing secret. */
export function sealWebhook<Columns extends Partial<SealedColumns>>(
  columns: Columns,
  id: string,
  sealer: Sealer,
): Columns {
  return {...columns, ...mapColumns(columns, (name, text) => sealColumn(name, text, id, sealer))}
}

/** The row with its secrets decrypted. @throws HooksError unauthorized */
export function openWebhook<Row extends SealedColumns & {readonly id: string}>(
  row: Row,
  sealer: Sealer,
): Row {
  return {
    ...row,
    ...mapColumns(row, (name, text) =>
      isJsonObject(name) && !isSealed(text)
        ? text
        : sealer.open(text, nameColumnPlace(name, row.id)),
    ),
  }
}

function nameBodyPlace(deliveryId: string): string {
  return `bodies.body.${deliveryId}`
}

/** Encrypts a body for storage; without a key it stays as it is. */
export function sealBody(body: string, deliveryId: string, sealer: Sealer) {
  const kept = sealer.seal(body, nameBodyPlace(deliveryId))
  return {body: kept, sealed: kept === body ? 0 : 1}
}

/** @throws HooksError conflict, when it was changed or encrypted with another key */
export function openBody(
  {body, sealed}: {readonly body: string; readonly sealed: number},
  deliveryId: string,
  sealer: Sealer,
): string {
  if (sealed === 0) return body
  return openText(body, {
    place: nameBodyPlace(deliveryId),
    what: `the body of delivery ${deliveryId}`,
    sealer,
  })
}

/** Encrypts an event's payload, a JSON object, for storage. */
export function sealPayload(payload: string, eventId: string, sealer: Sealer): string {
  return sealer.seal(payload, namePayloadPlace(eventId))
}

/** The JSON text. @throws HooksError conflict, when it was changed or encrypted with another key */
export function openPayload(kept: string, eventId: string, sealer: Sealer): string {
  // A JSON object never starts with the prefix of encrypted text.
  if (!isSealed(kept)) return kept
  return openText(kept, {
    place: namePayloadPlace(eventId),
    what: `the payload of event ${eventId}`,
    sealer,
  })
}

function namePayloadPlace(eventId: string): string {
  return `events.payload.${eventId}`
}

type Opening = {readonly place: string; readonly what: string; readonly sealer: Sealer}

/** @throws HooksError conflict */
function openText(sealed: string, {place, what, sealer}: Opening): string {
  try {
    return sealer.open(sealed, place)
  } catch (error) {
    // Not unauthorized: the key was checked when the store was opened.
    throw new HooksError('conflict', `${what} cannot be decrypted`, {
      hint: 'it was changed or encrypted with another key: restore the store from a backup',
      cause: error,
    })
  }
}

/** Encrypts the row of a webhook that was written in plain text. */
export async function sealRow(db: Db, row: SealedColumns & {id: string}, sealer: Sealer) {
  const {secret, signing_secret, previous_signing_secret, options, settings} = row
  const plain = {secret, signing_secret, previous_signing_secret, options, settings}
  await db
    .updateTable('webhooks')
    .set(sealWebhook(plain, row.id, sealer))
    .where('id', '=', row.id)
    .execute()
}

function sealColumn(name: Name, text: string, id: string, sealer: Sealer): string {
  const hasNoSecret =
    (name === 'options' && text === '{}') ||
    (name === 'settings' && !('headers' in JSON.parse(text)))
  return hasNoSecret ? text : sealer.seal(text, nameColumnPlace(name, id))
}

const SEALED_COLUMNS: readonly Name[] = [
  'secret',
  'signing_secret',
  'previous_signing_secret',
  'options',
  'settings',
]

function mapColumns(columns: Partial<SealedColumns>, change: (name: Name, text: string) => string) {
  return Object.fromEntries(
    SEALED_COLUMNS.flatMap((name) => {
      const text = columns[name]
      return typeof text === 'string' ? [[name, change(name, text)]] : []
    }),
  )
}

/** JSON objects are encrypted only when they hold a secret, which their text shows. */
function isJsonObject(name: Name): boolean {
  return name === 'options' || name === 'settings'
}

function nameColumnPlace(name: Name, id: string): string {
  return `webhooks.${name}.${id}`
}
