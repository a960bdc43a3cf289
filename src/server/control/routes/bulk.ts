import type {FastifyPluginAsyncTypebox} from '@fastify/type-provider-typebox'
import type {FastifyReply, FastifyRequest} from 'fastify'
import {
  WireBulkCancel,
  type WireBulkResult as Result,
  WireBulkResult,
  WireBulkRetry,
} from '../../../wire/deliveries.ts'
import {HooksError} from '../../../core/errors.ts'
import {createRandomId} from '../../../core/ids.ts'
import type {BulkRequest} from '../../../store/deliveries/bulk/run.ts'
import type {Store} from '../../../store/index.ts'
import {toStoreFilter} from '../delivery-filter.ts'
import {readIdempotencyKey, hashRequest} from '../idempotency.ts'

/** How messages name an action, and the filter fields that only it has. */
const ACTIONS = {
  retry: {done: 'retried', fields: 'state, '},
  cancel: {done: 'cancelled', fields: ''},
} as const

/**
 * Retries or cancels many deliveries; an Idempotency-Key lets a client resume after an
 * interruption.
 */
export const addBulkRoutes: FastifyPluginAsyncTypebox<{readonly store: Store}> = async (
  app,
  {store},
) => {
  const closing = new AbortController()
  app.addHook('preClose', async () => closing.abort())

  const run = async (
    action: BulkRequest['action'],
    {body, headers}: FastifyRequest<{Body: WireBulkRetry}>,
    reply: FastifyReply,
  ): Promise<Result> => {
    const {dryRun = false, ...fields} = body
    const filter = toStoreFilter(fields)
    if (Object.keys(filter).length === 0) throw createNoFilterError(action)
    const key = readIdempotencyKey(headers['idempotency-key']) ?? createRandomId()
    if (dryRun) {
      const matched = await store.bulk.count({action, filter})
      return {matched, changed: 0, skipped: 0, done: true}
    }
    const request = {action, filter, key, requestHash: hashRequest({action, ...filter})}
    // A client that disconnects can send the same request again to continue.
    const left = new AbortController()
    reply.raw.on('close', () => left.abort())
    const stop = AbortSignal.any([closing.signal, left.signal])
    let progress = await store.bulk.begin(request)
    while (!progress.done && !stop.aborted) progress = await store.bulk.step(request)
    return {matched: progress.changed + progress.skipped, ...progress}
  }

  app.post(
    '/retry',
    {schema: {body: WireBulkRetry, response: {200: WireBulkResult}}},
    async (request, reply) => run('retry', request, reply),
  )

  app.post(
    '/cancel',
    {schema: {body: WireBulkCancel, response: {200: WireBulkResult}}},
    async (request, reply) => run('cancel', request, reply),
  )
}

function createNoFilterError(action: BulkRequest['action']): HooksError {
  const {done, fields} = ACTIONS[action]
  return new HooksError('usage', `no filter given: which deliveries should be ${done}?`, {
    hint: `give at least one of ${fields}webhookId, eventId, provider, event, since, until`,
  })
}
