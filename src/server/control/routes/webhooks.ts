import {defined} from '../../../core/defined.ts'
import type {FastifyPluginAsyncTypebox} from '@fastify/type-provider-typebox'
import {Type, type Static} from 'typebox'
import {
  applySettingsChanges,
  checkDeliverySettings,
  type DeliverySettings,
} from '../../../core/delivery-settings.ts'
import {HooksError} from '../../../core/errors.ts'
import {maskSecret, type WebhookChanges} from '../../../core/webhook.ts'
import {
  WireNewWebhook,
  WireSecrets,
  WireWebhook,
  WireWebhookChanges,
  WireWebhookFilter,
  WireWebhookList,
} from '../../../wire/webhooks-and-events.ts'
import {applyOptionChanges} from '../../../providers/rules/options.ts'
import {checkNewWebhook, checkWebhookChanges} from '../../../providers/rules/webhook.ts'
import {requireReadable} from '../../../store/webhooks/errors.ts'
import type {StoredWebhook} from '../../../store/rows/stored-webhook.ts'
import {cutPage, readCursor} from '../cursor.ts'
import type {ControlApiOptions} from '../options.ts'
import {createSecrets, rotateWebhookSecrets, ensureFittingSecret} from '../signing-secret.ts'
import {toAllWireSecrets, toWireSecrets, toWireWebhook} from '../wire-webhook.ts'

const Id = Type.Object({id: Type.String()})
/** The maximum: most servers have fewer webhooks, so that one page holds all of them. */
const DEFAULT_LIMIT = 500

/** The webhooks of all providers on this server. */
export const addWebhookRoutes: FastifyPluginAsyncTypebox<ControlApiOptions> = async (
  app,
  options,
) => {
  const {store, catalogue} = options

  /** @throws HooksError not_found */
  const find = async (id: string): Promise<StoredWebhook> => {
    const webhook = await store.webhooks.find(id)
    if (webhook !== undefined) return webhook
    throw new HooksError('not_found', `no webhook ${JSON.stringify(id)}`, {
      hint: 'list webhooks with: hooks list',
    })
  }
  const toWire = (webhook: StoredWebhook, secrets: 'whole' | 'masked' = 'masked') =>
    toWireWebhook(webhook, catalogue.getProvider(webhook.provider), secrets)

  app.post(
    '/',
    {schema: {body: WireNewWebhook, response: {201: WireWebhook}}},
    async ({body}, reply) => {
      const provider = catalogue.getProvider(body.provider)
      const {events, kind} = checkNewWebhook(provider, body)
      checkTarget(options, body.url)
      checkDeliverySettings(body.delivery ?? {})
      const {secret: _given, ...fields} = body
      const {createId, areNumbered, maxPerScope} = provider.webhooks
      const webhook = await store.webhooks.create({
        ...fields,
        events,
        ...defined({kind}),
        ...createSecrets(provider, body),
        ...defined({id: createId?.(), maxPerScope}),
        ...(areNumbered === true ? {vendorId: 'sequence'} : {}),
      })
      return reply.code(201).send(toWire(webhook, 'whole'))
    },
  )

  app.get(
    '/',
    {schema: {querystring: WireWebhookFilter, response: {200: WireWebhookList}}},
    async ({query: {cursor, limit = DEFAULT_LIMIT, ...filter}}) => {
      const after = cursor === undefined ? 0 : readCursor(cursor)
      const found = await store.webhooks.next(filter, {limit, after})
      return {webhooks: found.map((webhook) => toWire(webhook)), ...cutPage(found, limit)}
    },
  )

  app.get('/:id', {schema: {params: Id, response: {200: WireWebhook}}}, async ({params}) =>
    toWire(await find(params.id)),
  )

  app.get(
    '/:id/secrets',
    {schema: {params: Id, response: {200: WireSecrets}}},
    async ({params}) => {
      const webhook = await find(params.id)
      requireReadable(webhook)
      return toAllWireSecrets(webhook)
    },
  )

  app.post(
    '/:id/rotate',
    {schema: {params: Id, response: {200: WireSecrets}}},
    async ({params}) => {
      const webhook = await find(params.id)
      const provider = catalogue.getProvider(webhook.provider)
      return toWireSecrets(await rotateWebhookSecrets(store, provider, webhook))
    },
  )

  app.patch(
    '/:id',
    {schema: {params: Id, body: WireWebhookChanges, response: {200: WireWebhook}}},
    async ({params, body}) => {
      const {id, provider: name} = await find(params.id)
      const updated = await store.webhooks.update(id, (current) =>
        checkChanges(options, current, body),
      )
      const provider = catalogue.getProvider(name)
      return toWire(await ensureFittingSecret(store, provider, updated))
    },
  )

  app.delete(
    '/:id',
    {schema: {params: Id, response: {200: Type.Object({id: Type.String()})}}},
    async ({params}) => {
      const {id, provider} = await find(params.id)
      await store.webhooks.delete(provider, id)
      return {id}
    },
  )
}

/** Null removes an option or setting; those left out stay as they are. @throws HooksError usage */
function checkChanges(
  control: ControlApiOptions,
  webhook: StoredWebhook,
  changes: Static<typeof WireWebhookChanges>,
): WebhookChanges {
  const {catalogue} = control
  const provider = catalogue.getProvider(webhook.provider)
  const options = changes.options && applyOptionChanges(webhook.options, changes.options)
  const events = checkWebhookChanges(provider, webhook.kind, {...changes, options})
  if (changes.url !== undefined) checkTarget(control, changes.url)
  const delivery = changes.delivery && applySettings(webhook.delivery, changes.delivery)
  if (delivery !== undefined) checkDeliverySettings(delivery)
  const {delivery: _given, ...others} = changes
  return {
    ...others,
    ...defined({events, options, delivery}),
  }
}

/** The settings after the changes; a header sent back with its masked value keeps its real one. */
function applySettings(
  before: DeliverySettings,
  changes: NonNullable<Static<typeof WireWebhookChanges>['delivery']>,
): DeliverySettings {
  const settings = applySettingsChanges(before, changes)
  const headers = Object.entries(settings.headers ?? {}).map(([name, value]) => {
    const known = before.headers?.[name]
    return [name, known !== undefined && value === maskSecret(known) ? known : value]
  })
  return headers.length === 0 ? settings : {...settings, headers: Object.fromEntries(headers)}
}

/** Refuses an address to which this server does not send. @throws HooksError usage */
function checkTarget({findTargetProblem}: ControlApiOptions, url: string): void {
  const denied = findTargetProblem?.(url)
  if (denied === undefined) return
  throw new HooksError('usage', `url ${JSON.stringify(url)} ${denied}`, {
    hint: 'allow a private network with: hooks serve --allow-target CIDR[:PORT]',
  })
}
