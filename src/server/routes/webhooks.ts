import type {FastifyPluginAsyncTypebox} from '@fastify/type-provider-typebox'
import {Type} from 'typebox'
import {HooksError} from '../../core/errors.ts'
import {checkReceiverUrl} from '../../core/receiver-url.ts'
import {maskSecret, type WebhookChanges} from '../../core/webhook.ts'
import {
  WireNewWebhook,
  WireSecrets,
  WireWebhook,
  WireWebhookChanges,
  WireWebhookFilter,
  WireWebhookList,
} from '../../control/wire.ts'
import type {Provider} from '../../providers/provider.ts'
import type {StoredWebhook} from '../../store/webhooks.ts'
import type {Catalogue} from '../catalogue.ts'
import type {ControlOptions} from '../control.ts'

const Id = Type.Object({id: Type.String()})

/** Webhooks of every provider on this server. */
export const webhookRoutes: FastifyPluginAsyncTypebox<ControlOptions> = async (app, options) => {
  const {store, catalogue} = options

  /** @throws HooksError not_found */
  const find = async (id: string): Promise<StoredWebhook> => {
    const webhook = await store.webhooks.find(id)
    if (webhook !== undefined) return webhook
    throw new HooksError('not_found', `no webhook ${JSON.stringify(id)}`, {
      hint: 'hooks list shows what there is',
    })
  }
  const toWire = (webhook: StoredWebhook, secrets: 'whole' | 'masked' = 'masked') =>
    wireWebhook(webhook, catalogue.provider(webhook.provider), secrets)

  app.post(
    '/',
    {schema: {body: WireNewWebhook, response: {201: WireWebhook}}},
    async ({body}, reply) => {
      const provider = catalogue.provider(body.provider)
      checkUrl(options, provider, body.url)
      const events = eventNames(catalogue, provider, body.events)
      const kind = kindOf(provider, events, body.kind)
      const secret = body.secret ?? provider.newSecret?.()
      const webhook = await store.webhooks.create({
        ...body,
        events,
        ...(kind === undefined ? {} : {kind}),
        ...(secret === undefined ? {} : {secret}),
        ...(provider.newWebhookId === undefined ? {} : {id: provider.newWebhookId()}),
        ...(provider.numbersWebhooks === true ? {vendorId: 'sequence'} : {}),
        ...(provider.maxWebhooks === undefined ? {} : {maxPerScope: provider.maxWebhooks}),
      })
      return reply.code(201).send(toWire(webhook, 'whole'))
    },
  )

  app.get(
    '/',
    {schema: {querystring: WireWebhookFilter, response: {200: WireWebhookList}}},
    async ({query}) => {
      const webhooks = await store.webhooks.list(query)
      return {webhooks: webhooks.map((webhook) => toWire(webhook))}
    },
  )

  app.get('/:id', {schema: {params: Id, response: {200: WireWebhook}}}, async ({params}) =>
    toWire(await find(params.id)),
  )

  app.get('/:id/secrets', {schema: {params: Id, response: {200: WireSecrets}}}, async ({params}) =>
    wireSecrets(await find(params.id)),
  )

  app.post(
    '/:id/rotate',
    {schema: {params: Id, response: {200: WireSecrets}}},
    async ({params}) => {
      const {id, provider} = await find(params.id)
      return wireSecrets(
        await store.webhooks.rotate(id, catalogue.provider(provider).newSecret?.()),
      )
    },
  )

  app.patch(
    '/:id',
    {schema: {params: Id, body: WireWebhookChanges, response: {200: WireWebhook}}},
    async ({params, body}) => {
      const {id, provider} = await find(params.id)
      return toWire(await store.webhooks.update(id, checkedChanges(options, provider, body)))
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

function checkedChanges(
  options: ControlOptions,
  name: string,
  changes: WebhookChanges,
): WebhookChanges {
  const {catalogue} = options
  const provider = catalogue.provider(name)
  if (changes.url !== undefined) checkUrl(options, provider, changes.url)
  if (changes.events === undefined) return changes
  return {...changes, events: eventNames(catalogue, provider, changes.events)}
}

/** @throws HooksError usage */
function checkUrl({targetProblem}: ControlOptions, provider: Provider, url: string): void {
  if (provider.urlProblem === undefined) checkReceiverUrl(url)
  const problem = provider.urlProblem?.(url)
  if (problem !== undefined) {
    throw new HooksError('usage', `url ${JSON.stringify(url)} ${problem}`)
  }
  const denied = targetProblem?.(url)
  if (denied === undefined) return
  throw new HooksError('usage', `url ${JSON.stringify(url)} ${denied}`, {
    hint: 'hooks serve --allow-target CIDR[:PORT] allows a private network',
  })
}

/** The names given, checked; all of the provider's where it does not filter. @throws HooksError usage */
function eventNames(catalogue: Catalogue, provider: Provider, names: readonly string[]): string[] {
  for (const name of names) catalogue.eventType(provider, name)
  if (!provider.filtersEvents) return provider.eventTypes.map(({name}) => name)
  if (names.length > 0) return [...new Set(names)]
  throw new HooksError('usage', 'events is empty', {hint: 'name at least one event type'})
}

/** The kind named, or the one its events belong to. @throws HooksError usage */
function kindOf(provider: Provider, events: readonly string[], named?: string): string | undefined {
  const {kinds} = provider
  if (kinds === undefined) return undefined
  if (named !== undefined && !kinds.includes(named)) {
    throw new HooksError(
      'usage',
      `${provider.label} has no webhooks of kind ${JSON.stringify(named)}`,
      {
        hint: `one of ${kinds.join(', ')}`,
      },
    )
  }
  const found = new Set(
    events.map((name) => provider.eventTypes.find((type) => type.name === name)?.kind),
  )
  if (named !== undefined) found.add(named)
  if (found.size > 1) {
    throw new HooksError('usage', `one webhook cannot take events of ${[...found].join(' and ')}`, {
      hint: 'create one webhook for each kind',
    })
  }
  return [...found][0]
}

function wireWebhook(
  webhook: StoredWebhook,
  provider: Provider,
  secrets: 'whole' | 'masked',
): WireWebhook {
  const {id, vendorId, kind, scope, url, events, state, options, createdAt, secret, signingSecret} =
    webhook
  const shown = secrets === 'whole' ? (text: string) => text : maskSecret
  const visibleOptions = Object.entries(options).filter(
    ([name]) => provider.options.find((option) => option.name === name)?.secret !== true,
  )
  return {
    id,
    ...(vendorId === undefined ? {} : {vendorId}),
    provider: webhook.provider,
    ...(kind === undefined ? {} : {kind}),
    ...(provider.scope === undefined ? {} : {scope}),
    url,
    events: [...events],
    state,
    ...(visibleOptions.length === 0 ? {} : {options: Object.fromEntries(visibleOptions)}),
    createdAt: createdAt.toISOString(),
    ...(secret === undefined ? {} : {secret: shown(secret)}),
    signingSecret: shown(signingSecret),
  }
}

function wireSecrets({id, secret, signingSecret}: StoredWebhook): WireSecrets {
  return {id, ...(secret === undefined ? {} : {secret}), signingSecret}
}
