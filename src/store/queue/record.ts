import {CompiledQuery} from 'kysely'
import type {Outcome} from '../../core/delivery.ts'
import type {Change} from '../rows/change.ts'
import {LISTED_COLUMNS, type ListedRow, toDelivery} from '../rows/delivery.ts'
import type {Engine} from '../engines/engine.ts'
import type {WebhookRow} from '../rows/tables.ts'
import type {Sealer} from '../rows/sealer.ts'
import {freeHead} from '../webhooks/deliveries.ts'
import {type ReceiverHealth, writeHealth} from '../webhooks/health.ts'
import {toWebhook} from '../rows/webhook.ts'
import type {Db} from '../rows/db.ts'

/** The outcome of an attempt, and what happens next. */
export type AttemptRecord = {
  readonly webhookId: string
  readonly seq: number
  readonly claim: number
  readonly n: number
  /** Milliseconds since the epoch. */
  readonly startedAt: number
  readonly headers: Readonly<Record<string, string>>
  readonly outcome: Outcome
  readonly next: 'delivered' | 'failed' | {readonly dueAt: number}
  /** What the attempt says about the receiver; undefined when that is nothing new. */
  readonly health?: ReceiverHealth | undefined
  /** Whether the webhook's deliveries are sent strictly one after the other. */
  readonly fifo?: boolean | undefined
}

/** The rows that were changed. */
export type Written = {
  readonly deliveries: readonly ListedRow[]
  /** Webhooks that were disabled because of an outcome. */
  readonly disabled: readonly WebhookRow[]
}

/** Writes attempts and what follows them; records with an outdated claim are discarded. */
export async function writeRecords(
  db: Db,
  engine: Engine,
  records: readonly AttemptRecord[],
  now: number,
): Promise<Written> {
  if (records.length === 0) return {deliveries: [], disabled: []}
  const {text: table, parameters} = engine.boundRows(
    records.map((record) => toColumns(record, now)),
    RECORD_COLUMNS,
  )
  const insert = `
    insert into attempts (delivery_seq, n, started_at, duration_ms, headers, code, reason,
      answer_headers, answer_body, body_error)
    select r.seq, r.n, r.started_at, r.duration_ms, r.headers, r.code, r.reason,
      r.answer_headers, r.answer_body, r.body_error
    from ${table} as r join deliveries as d on d.seq = r.seq and d.claim = r.claim
    where true
    on conflict do nothing`
  // A cancelled delivery stays cancelled. With any comparison of the state other than `<>`, SQLite
  // would use the index on states instead of the primary key.
  const update = `
    update deliveries set state = r.state, code = r.code, reason = r.reason,
      duration_ms = r.duration_ms, leased = 0, updated_at = r.now,
      due_at = case when r.state = 'pending' and exists
        (select 1 from webhooks as w where w.id = deliveries.webhook_id and w.state = 'enabled')
        then r.due_at end
    from ${table} as r
    where deliveries.seq = r.seq and deliveries.claim = r.claim
      and deliveries.state <> 'cancelled'
    returning ${LISTED_COLUMNS.map((name) => `deliveries.${name}`).join()}`
  await db.executeQuery(CompiledQuery.raw(insert, [...parameters]))
  const {rows} = await db.executeQuery<ListedRow>(CompiledQuery.raw(update, [...parameters]))
  const disabled = await writeHealth(db, records, now)
  const ordered = records.filter(({fifo, next}) => fifo === true && typeof next === 'string')
  for (const id of new Set(ordered.map(({webhookId}) => webhookId))) await freeHead(db, id, now)
  return {deliveries: rows, disabled}
}

/** The changes to report to listeners. */
export function listChanges({deliveries, disabled}: Written, sealer: Sealer): Change[] {
  const ended = deliveries.map(toDelivery).flatMap((delivery): Change[] => {
    const {state} = delivery
    const attempt = {type: 'attempt.ended', delivery} as const
    return state === 'delivered' || state === 'failed'
      ? [attempt, {type: `delivery.${state}`, delivery}]
      : [attempt]
  })
  const webhooks = disabled.map((row) => toWebhook(row, sealer))
  return [...ended, ...webhooks.map((webhook) => ({type: 'webhook.disabled', webhook}) as const)]
}

const RECORD_COLUMNS = {
  seq: 'integer',
  claim: 'integer',
  n: 'integer',
  started_at: 'integer',
  duration_ms: 'integer',
  headers: 'text',
  code: 'integer',
  reason: 'text',
  answer_headers: 'text',
  answer_body: 'text',
  body_error: 'text',
  state: 'text',
  due_at: 'integer',
  now: 'integer',
} as const

function toColumns({seq, claim, n, startedAt, headers, outcome, next}: AttemptRecord, now: number) {
  const answered = outcome.kind === 'answered' ? outcome : undefined
  return {
    seq,
    claim,
    n,
    started_at: startedAt,
    duration_ms: Math.round(outcome.durationMs),
    headers: JSON.stringify(headers),
    code: answered?.code ?? null,
    reason: outcome.kind === 'failed' ? outcome.reason : null,
    answer_headers: answered === undefined ? null : JSON.stringify(answered.answer.headers),
    answer_body: answered?.answer.body ?? null,
    body_error: answered?.answer.bodyError ?? null,
    state: typeof next === 'object' ? 'pending' : next,
    due_at: typeof next === 'object' ? next.dueAt : null,
    now,
  }
}
