import {HooksError} from '../../core/errors.ts'
import {isSealed, type Sealer} from './sealer.ts'
import type {Db} from './db.ts'

/** Columns of a webhook that hold secrets, as they are stored. */
export type SealedColumns = {
  readonly secret: string | null
  readonly signing_secret: string
  readonly previous_signing_secret: string | null
  /** JSON objects. */
  readonly options: string
  readonly settings: string
}

type Name = keyof SealedColumns

/** The columns that a webhook's change names, sealed; those that hold nothing secret stay as they are. */
export function sealWebhook<Columns extends Partial<SealedColumns>>(
  columns: Columns,
  id: string,
  sealer: Sealer,
): Columns {
  return {...columns, ...eachColumn(columns, (name, text) => sealColumn(name, text, id, sealer))}
}

/** The row with its secrets readable. @throws HooksError unauthorized */
export function openWebhook<Row extends SealedColumns & {readonly id: string}>(
  row: Row,
  sealer: Sealer,
): Row {
  return {
    ...row,
    ...eachColumn(row, (name, text) =>
      isObject(name) && !isSealed(text) ? text : sealer.open(text, placeOf(name, row.id)),
    ),
  }
}

/** Where a delivery's body is kept. */
function bodyPlace(deliveryId: string): string {
  return `bodies.body.${deliveryId}`
}

/** A body as it is kept: sealed where it holds a secret and the store has a key. */
export function sealBody(body: string, deliveryId: string, sealer: Sealer) {
  const kept = sealer.seal(body, bodyPlace(deliveryId))
  return {body: kept, sealed: kept === body ? 0 : 1}
}

/** @throws HooksError conflict, when it was changed or another key sealed it */
export function openBody(
  {body, sealed}: {readonly body: string; readonly sealed: number},
  deliveryId: string,
  sealer: Sealer,
): string {
  if (sealed === 0) return body
  return open(body, {
    place: bodyPlace(deliveryId),
    what: `the body of delivery ${deliveryId}`,
    sealer,
  })
}

/** An event's payload, a JSON object, as it is kept where it holds a secret. */
export function sealPayload(payload: string, eventId: string, sealer: Sealer): string {
  return sealer.seal(payload, payloadPlace(eventId))
}

/** The JSON object. @throws HooksError conflict, when it was changed or another key sealed it */
export function openPayload(kept: string, eventId: string, sealer: Sealer): string {
  // No JSON object begins as sealed text does.
  if (!isSealed(kept)) return kept
  return open(kept, {
    place: payloadPlace(eventId),
    what: `the payload of event ${eventId}`,
    sealer,
  })
}

function payloadPlace(eventId: string): string {
  return `events.payload.${eventId}`
}

type Opening = {readonly place: string; readonly what: string; readonly sealer: Sealer}

/** @throws HooksError conflict */
function open(sealed: string, {place, what, sealer}: Opening): string {
  try {
    return sealer.open(sealed, place)
  } catch (error) {
    // The store's key was checked when it was opened: nobody's access is at fault.
    throw new HooksError('conflict', `${what} cannot be decrypted`, {
      hint: 'it was changed in the store or encrypted with another key: restore the store from a backup',
      cause: error,
    })
  }
}

/** Seals the rows of a webhook that was written in plain text. */
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
  const holdsNothing =
    (name === 'options' && text === '{}') ||
    (name === 'settings' && !('headers' in JSON.parse(text)))
  return holdsNothing ? text : sealer.seal(text, placeOf(name, id))
}

const NAMES: readonly Name[] = [
  'secret',
  'signing_secret',
  'previous_signing_secret',
  'options',
  'settings',
]

function eachColumn(columns: Partial<SealedColumns>, change: (name: Name, text: string) => string) {
  return Object.fromEntries(
    NAMES.flatMap((name) => {
      const text = columns[name]
      return typeof text === 'string' ? [[name, change(name, text)]] : []
    }),
  )
}

/** JSON objects are sealed only where they hold something, and their text tells. */
function isObject(name: Name): boolean {
  return name === 'options' || name === 'settings'
}

function placeOf(name: Name, id: string): string {
  return `webhooks.${name}.${id}`
}
