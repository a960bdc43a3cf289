import type {FastifyPluginAsyncTypebox} from '@fastify/type-provider-typebox'
import type {FastifyReply, FastifyRequest} from 'fastify'
import {
  WireBulkCancel,
  type WireBulkResult as Result,
  WireBulkResult,
  WireBulkRetry,
} from '../../../wire/deliveries.ts'
import {HooksError} from '../../../core/errors.ts'
import {randomId} from '../../../core/ids.ts'
import type {BulkRequest} from '../../../store/deliveries/bulk/run.ts'
import type {Store} from '../../../store/index.ts'
import {storeFilter} from '../delivery-filter.ts'
import {idempotencyKey, requestHash} from '../idempotency.ts'

/** Further fields of a filter. */
const FIELDS = {retry: 'state, ', cancel: ''} as const

/** Many deliveries at once; with an Idempotency-Key, what was interrupted can be asked for again. */
export const bulkRoutes: FastifyPluginAsyncTypebox<{readonly store: Store}> = async (
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
    const filter = storeFilter(fields)
    if (Object.keys(filter).length === 0) throw noFilter(action)
    const key = idempotencyKey(headers['idempotency-key']) ?? randomId()
    if (dryRun) {
      const matched = await store.bulk.count({action, filter})
      return {matched, changed: 0, skipped: 0, done: true}
    }
    const request = {action, filter, key, requestHash: requestHash({action, ...filter})}
    // Whoever has gone away can come again and go on.
    const left = new AbortController()
    reply.raw.on('close', () => left.abort())
    const stop = AbortSignal.any([closing.signal, left.signal])
    let come = await store.bulk.begin(request)
    while (!come.done && !stop.aborted) come = await store.bulk.step(request)
    return {matched: come.changed + come.skipped, ...come}
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

function noFilter(action: BulkRequest['action']): HooksError {
  return new HooksError('usage', `nothing says which deliveries to ${action}`, {
    hint: `name at least one of ${FIELDS[action]}webhookId, eventId, provider, event, since, until`,
  })
}
