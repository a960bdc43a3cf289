import {defined} from '../../../core/defined.ts'
import type {FastifyPluginAsyncTypebox} from '@fastify/type-provider-typebox'
import {Type} from 'typebox'
import {
  WireDelivery,
  WireDeliveryDetail,
  WireDeliveryFilter,
  WireDeliveryPage,
} from '../../../wire/deliveries.ts'
import type {Attempt, DeliveryDetail} from '../../../core/delivery.ts'
import type {DeliveryPage} from '../../../store/deliveries/list.ts'
import type {ListedDelivery} from '../../../store/rows/delivery.ts'
import type {ControlApiOptions} from '../options.ts'
import {cutPage, readCursor} from '../cursor.ts'
import {toStoreFilter} from '../delivery-filter.ts'
import {omitDeliverySecrets} from '../delivery-secrets.ts'
import {addBulkRoutes} from './bulk.ts'

const Id = Type.Object({id: Type.String({maxLength: 64})})
const DEFAULT_LIMIT = 50

/** The deliveries: list, get, retry and cancel. */
export const addDeliveryRoutes: FastifyPluginAsyncTypebox<ControlApiOptions> = async (
  app,
  options,
) => {
  const {store, catalogue} = options
  app.get(
    '/',
    {schema: {querystring: WireDeliveryFilter, response: {200: WireDeliveryPage}}},
    async ({query}) => {
      const filter = toDeliveryPage(query)
      const found = await store.deliveries.list(filter)
      return {deliveries: found.map(toWireDelivery), ...cutPage(found, filter.limit)}
    },
  )

  await app.register(addBulkRoutes, {store})

  app.get('/:id', {schema: {params: Id, response: {200: WireDeliveryDetail}}}, async ({params}) => {
    const delivery = await store.deliveries.get(params.id)
    const provider = catalogue.getProvider(delivery.provider)
    const places = provider.proof.listSecretPlaces?.(catalogue.getAssumptions(provider)) ?? {}
    return omitDeliverySecrets(toWireDetail(delivery), places)
  })

  app.post('/:id/retry', {schema: {params: Id, response: {200: WireDelivery}}}, async ({params}) =>
    toWireDelivery(await store.deliveries.retry(params.id)),
  )

  app.post('/:id/cancel', {schema: {params: Id, response: {200: WireDelivery}}}, async ({params}) =>
    toWireDelivery(await store.deliveries.cancel(params.id)),
  )
}

/** @throws HooksError usage */
function toDeliveryPage({cursor, limit, ...filter}: WireDeliveryFilter): DeliveryPage {
  return {
    ...toStoreFilter(filter),
    ...(cursor === undefined ? {} : {before: readCursor(cursor)}),
    limit: limit ?? DEFAULT_LIMIT,
  }
}

export function toWireDelivery(delivery: ListedDelivery): WireDelivery {
  const {seq: _seq, dueAt, createdAt, updatedAt, ...same} = delivery
  return {
    ...same,
    ...defined({dueAt: dueAt?.toISOString()}),
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  }
}

function toWireDetail(detail: DeliveryDetail & ListedDelivery): WireDeliveryDetail {
  const {body, bodyPruned, contentType, attempts, ...delivery} = detail
  return {
    ...toWireDelivery(delivery),
    body,
    ...defined({bodyPruned}),
    headers: {
      ...(contentType === '' ? {} : {'content-type': contentType}),
      ...attempts.at(-1)?.headers,
    },
    attempts: attempts.map(toWireAttempt),
  }
}

function toWireAttempt({startedAt, answer, ...same}: Attempt) {
  return {
    ...same,
    startedAt: startedAt.toISOString(),
    ...(answer === undefined ? {} : {answer: {...answer, headers: copyHeaders(answer.headers)}}),
  }
}

/** Copies the lists, since types derived from a schema are not read-only. */
function copyHeaders(headers: Readonly<Record<string, string | readonly string[]>>) {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : [...value],
    ]),
  )
}
