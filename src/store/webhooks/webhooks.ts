import {defined} from '../../core/defined.ts'
import {DEFAULT_SCOPE} from '../../core/event.ts'
import {matchesGlob} from '../../core/glob.ts'
import {newSigningSecret} from '../../core/ids.ts'
import type {Webhook, WebhookChanges, WebhookFilter} from '../../core/webhook.ts'
import type {Clock} from '../../core/clock.ts'
import type {Listeners} from '../rows/change.ts'
import type {Engine} from '../engines/engine.ts'
import type {WebhookRow} from '../rows/tables.ts'
import {sealWebhook} from '../rows/sealed-columns.ts'
import {ambiguous, full, notFound, requireReadable} from './errors.ts'
import {changedColumns, newRow, toWebhook} from '../rows/webhook.ts'
import {freeAll, ofWebhook} from './deliveries.ts'
import type {StoredWebhook, WebhookCreation} from '../rows/stored-webhook.ts'
import type {Db} from '../rows/db.ts'

/** What to change, or what makes it of the webhook as it is. */
export type WebhookChange = WebhookChanges | ((webhook: StoredWebhook) => WebhookChanges)

export type Page = {readonly page: number; readonly pageSize: number; readonly newestFirst?: true}

/** How long after a rotation the previous signing secret still signs; milliseconds. */
const ROTATION_GRACE_MS = 24 * 60 * 60 * 1000

export function webhookQueries(engine: Engine, clock: Clock, {workArrived, onChange}: Listeners) {
  const {db, sealer} = engine
  const read = (row: WebhookRow) => toWebhook(row, sealer)
  return {
    /** @throws HooksError rejected, when the scope is full */
    async create(creation: WebhookCreation): Promise<StoredWebhook> {
      const webhook = await engine.write(async (trx) => {
        const {provider, scope = DEFAULT_SCOPE, kind, maxPerScope} = creation
        if (maxPerScope !== undefined) {
          const held = await countIn(trx, {provider, scope, ...defined({kind})})
          if (held >= maxPerScope) throw full(provider, maxPerScope)
        }
        const row = await trx
          .insertInto('webhooks')
          .values(newRow(creation, {scope, now: clock.now(), sealer}))
          .returningAll()
          .executeTakeFirstOrThrow()
        if (creation.vendorId !== 'sequence') return read(row)
        const vendorId = String(row.seq)
        await trx
          .updateTable('webhooks')
          .set({vendor_id: vendorId})
          .where('seq', '=', row.seq)
          .execute()
        return read({...row, vendor_id: vendorId})
      })
      onChange({type: 'webhook.created', webhook})
      return webhook
    },

    /** Every webhook that matches, oldest first. */
    async list(filter: WebhookFilter = {}): Promise<StoredWebhook[]> {
      const rows = await matching(db, filter).selectAll().orderBy('seq').execute()
      return rows.map(read).filter((webhook) => subscribes(webhook, filter.event))
    },

    /** One page of those that match, and how many there are in all. */
    async page(filter: WebhookFilter, {page, pageSize, newestFirst}: Page) {
      const found = await this.list(filter)
      const webhooks = newestFirst === true ? found.toReversed() : found
      const start = (page - 1) * pageSize
      return {webhooks: webhooks.slice(start, start + pageSize), total: webhooks.length}
    },

    async count(filter: WebhookFilter): Promise<number> {
      return countIn(db, filter)
    },

    /** By id within one provider. @throws HooksError not_found */
    async get(provider: string, id: string): Promise<StoredWebhook> {
      const webhook = await this.find(id, provider)
      if (webhook === undefined) throw notFound(id)
      return webhook
    },

    /** By id or, where it is unambiguous, by the vendor's id. */
    async find(id: string, provider?: string): Promise<StoredWebhook | undefined> {
      const named = (column: 'id' | 'vendor_id') =>
        matching(db, defined({provider}))
          .selectAll()
          .where(column, '=', id)
          .orderBy('seq')
          .limit(10)
          .execute()
      // Ours first: it has an index, which one question after both would not use.
      const [exact] = await named('id')
      if (exact !== undefined) return read(exact)
      const vendors = await named('vendor_id')
      if (vendors.length > 1) throw ambiguous(id, vendors)
      return vendors[0] === undefined ? undefined : read(vendors[0])
    },

    /**
     * A change of state also holds or frees the webhook's deliveries. A function is told the
     * webhook as it is, and nobody changes it in between.
     *
     * @throws HooksError not_found; conflict, when it is unreadable; and what the function throws
     */
    async update(id: string, change: WebhookChange): Promise<StoredWebhook> {
      const {webhook, state} = await engine.write(async (trx) => {
        const now = clock.now()
        const set = (columns: Partial<WebhookRow>) =>
          trx.updateTable('webhooks').set(columns).where('id', '=', id).returningAll()
        // A write and no look, so that other processes wait for what follows.
        const held = await set({updated_at: now}).executeTakeFirst()
        if (held === undefined) throw notFound(id)
        const before = read(held)
        requireReadable(before)
        const changes = typeof change === 'function' ? change(before) : change
        const columns = {...changedColumns(changes, id, sealer), updated_at: now}
        const row = await set(columns).executeTakeFirstOrThrow()
        if (changes.state === 'enabled') await freeAll(trx, read(row), now)
        else if (changes.state !== undefined) await ofWebhook(trx, id).hold(now)
        return {webhook: read(row), state: changes.state}
      })
      if (state === 'enabled') workArrived.notify()
      onChange({type: `webhook.${state ?? 'updated'}`, webhook})
      return webhook
    },

    /**
     * Gives new secrets. The old signing secret goes on signing beside the new one for
     * 24 hours; the vendor's secret switches at once.
     *
     * @throws HooksError not_found; conflict, when it is unreadable
     */
    async rotate(
      id: string,
      secret: string | undefined,
      signingSecret = newSigningSecret(),
    ): Promise<StoredWebhook> {
      const webhook = await engine.write(async (trx) => {
        const now = clock.now()
        const held = await trx
          .selectFrom('webhooks')
          .selectAll()
          .where('id', '=', id)
          .executeTakeFirst()
        if (held === undefined) throw notFound(id)
        const before = read(held)
        requireReadable(before)
        const secrets = {
          previous_signing_secret: before.signingSecret,
          signing_secret: signingSecret,
          ...defined({secret}),
        }
        const row = await trx
          .updateTable('webhooks')
          .set({
            ...sealWebhook(secrets, id, sealer),
            previous_signing_secret_until: now + ROTATION_GRACE_MS,
            updated_at: now,
          })
          .where('id', '=', id)
          .returningAll()
          .executeTakeFirst()
        if (row === undefined) throw notFound(id)
        return read(row)
      })
      onChange({type: 'webhook.rotated', webhook})
      return webhook
    },

    /** Deletes it and cancels what it still had to get. @throws HooksError not_found */
    async delete(provider: string, id: string): Promise<void> {
      const row = await engine.write(async (trx) => {
        const deleted = await trx
          .deleteFrom('webhooks')
          .where('provider', '=', provider)
          .where('id', '=', id)
          .returningAll()
          .executeTakeFirst()
        if (deleted === undefined) throw notFound(id)
        await ofWebhook(trx, id).cancel(clock.now())
        return deleted
      })
      onChange({type: 'webhook.deleted', webhook: read(row)})
    },
  }
}

export function matching(db: Db, {provider, kind, scope}: WebhookFilter) {
  return db
    .selectFrom('webhooks')
    .$if(provider !== undefined, (query) => query.where('provider', '=', provider ?? ''))
    .$if(kind !== undefined, (query) => query.where('kind', '=', kind ?? ''))
    .$if(scope !== undefined, (query) => query.where('scope', '=', scope ?? ''))
}

async function countIn(db: Db, filter: WebhookFilter): Promise<number> {
  const {total} = await matching(db, filter)
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  return total
}

/** Whether the webhook wants events of this type; every webhook where none is named. */
export function subscribes({events}: Webhook, type: string | undefined): boolean {
  return type === undefined || events.some((pattern) => matchesGlob(pattern, type))
}
