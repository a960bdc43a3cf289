import type {Db} from './engine.ts'

/** What a change of a webhook does to the deliveries it still has to get. */
export function ofWebhook(db: Db, webhookId: string) {
  const pending = () =>
    db.updateTable('deliveries').where('webhook_id', '=', webhookId).where('state', '=', 'pending')
  return {
    /** An attempt under way keeps its lease, so that freeing does not begin another beside it. */
    hold: (now: number) =>
      pending().set({due_at: null, updated_at: now}).where('leased', '=', 0).execute(),
    free: (now: number) =>
      pending().set({due_at: now, updated_at: now}).where('due_at', 'is', null).execute(),
    cancel: (now: number) =>
      pending().set({state: 'cancelled', due_at: null, leased: 0, updated_at: now}).execute(),
  }
}
