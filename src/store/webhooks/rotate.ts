import {defined} from '../../core/defined.ts'
import type {StoreContext} from '../engines/context.ts'
import {sealWebhook} from '../rows/sealed-columns.ts'
import type {StoredWebhook} from '../rows/stored-webhook.ts'
import {toWebhook} from '../rows/webhook.ts'
import {createNotFoundError, requireReadable} from './errors.ts'

/** How long the previous signing secret still signs after a rotation; milliseconds. */
const ROTATION_GRACE_MS = 24 * 60 * 60 * 1000

export type NewSecrets = {
  /** The vendor's secret; unchanged when left out. */
  readonly secret?: string | undefined
  readonly signingSecret: string
}

/**
 * Replaces the secrets. The old signing secret continues to sign along with the new one for 24
 * hours; the vendor's secret is replaced at once.
 *
 * @throws HooksError not_found; conflict, when it is unreadable
 */
export async function rotateWebhook(
  {engine, clock, onChange}: StoreContext,
  id: string,
  {secret, signingSecret}: NewSecrets,
): Promise<StoredWebhook> {
  const {sealer} = engine
  const webhook = await engine.write(async (trx) => {
    const now = clock.now()
    const held = await trx
      .selectFrom('webhooks')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst()
    if (held === undefined) throw createNotFoundError(id)
    const before = toWebhook(held, sealer)
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
    if (row === undefined) throw createNotFoundError(id)
    return toWebhook(row, sealer)
  })
  onChange({type: 'webhook.rotated', webhook})
  return webhook
}
