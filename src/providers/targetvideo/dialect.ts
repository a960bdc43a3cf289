import type {FastifyPluginAsyncTypebox} from '@fastify/type-provider-typebox'
import type {FastifyError, FastifyRequest} from 'fastify'
import {Type} from 'typebox'
import {HooksError} from '../../core/errors.ts'
import {sameText} from '../../core/token.ts'
import type {Store} from '../../store/index.ts'
import type {StoredWebhook} from '../../store/webhooks.ts'
import type {DialectOptions} from '../dialect.ts'
import {Fault, readSettings} from './faults.ts'
import {EVENT_NAMES, fromWebhook, newSecret, type WireSettings} from './wire.ts'

const PREFIX = '/targetvideo'
const Website = Type.Object({website_id: Type.String()})

/**
 * Ours, not the vendor's: TargetVideo's webhooks are set in its web console, whose three fields
 * this endpoint takes, for programs that want to set them on a server of ours.
 */
export const targetvideoDialect: FastifyPluginAsyncTypebox<DialectOptions> = async (
  app,
  options,
) => {
  await app.register(api, {...options, prefix: PREFIX})
}

const api: FastifyPluginAsyncTypebox<DialectOptions> = async (app, {store, apiKey}) => {
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const fault = toFault(error)
    if (fault.status === 500) request.log.error(error)
    if (fault.status === 401) reply.header('www-authenticate', 'Bearer')
    return reply.code(fault.status).send(fault.body)
  })
  const authenticated = async (request: FastifyRequest) => authenticate(request, apiKey)
  app.addHook('onRequest', async (request) => {
    if (!request.is404) await authenticated(request)
  })
  app.setNotFoundHandler({preHandler: authenticated}, () => {
    throw new Fault(404, 'no such address')
  })

  const path = '/websites/:website_id/webhook'
  app.get(path, {schema: {params: Website}}, async ({params}) =>
    fromWebhook(await requireWebhook(store, websiteOf(params)), 'masked'),
  )

  app.put(path, {schema: {params: Website}}, async ({params, body}, reply) => {
    const website = websiteOf(params)
    const {webhook, isNew} = await save(store, website, readSettings(body))
    return reply.code(isNew ? 201 : 200).send(fromWebhook(webhook, isNew ? 'whole' : 'masked'))
  })

  app.delete(path, {schema: {params: Website}}, async ({params}, reply) => {
    const {id} = await requireWebhook(store, websiteOf(params))
    await store.webhooks.delete('targetvideo', id)
    return reply.code(204).send()
  })
}

/** @throws Fault 401 */
function authenticate({headers}: FastifyRequest, apiKey: string): void {
  const [, token = ''] = /^bearer +(\S+)$/i.exec(headers.authorization?.trim() ?? '') ?? []
  if (!sameText(token, apiKey)) {
    throw new Fault(401, token === '' ? 'the server key is missing' : 'the server key is wrong')
  }
}

/** The website as a scope. @throws Fault 400 */
function websiteOf({website_id}: {website_id: string}): string {
  if (/^[\w-]{1,100}$/.test(website_id)) return website_id
  throw new Fault(400, 'website_id is not 1 to 100 letters, digits, - or _')
}

async function findWebhook(store: Store, scope: string): Promise<StoredWebhook | undefined> {
  return (await store.webhooks.list({provider: 'targetvideo', scope}))[0]
}

/** @throws Fault 404 */
async function requireWebhook(store: Store, scope: string): Promise<StoredWebhook> {
  const webhook = await findWebhook(store, scope)
  if (webhook === undefined) throw new Fault(404, `website ${scope} has no webhook`)
  return webhook
}

type Saved = {webhook: StoredWebhook; isNew: boolean}

/** Changes the webhook of a website, or makes it. @throws Fault 400 */
async function save(store: Store, scope: string, settings: WireSettings): Promise<Saved> {
  const {url, secret, timeout} = settings
  const options = timeout === undefined ? {} : {timeout}
  const held = await findWebhook(store, scope)
  if (held !== undefined) {
    const changes = {
      ...(url === undefined ? {} : {url}),
      ...(secret === undefined ? {} : {secret}),
      options: {...held.options, ...options},
    }
    return {webhook: await store.webhooks.update(held.id, changes), isNew: false}
  }
  if (url === undefined) throw new Fault(400, 'url is missing')
  try {
    const webhook = await store.webhooks.create({
      provider: 'targetvideo',
      scope,
      url,
      secret: secret ?? newSecret(),
      options,
      events: EVENT_NAMES,
      maxPerScope: 1,
    })
    return {webhook, isNew: true}
  } catch (error) {
    // Another request made it meanwhile.
    if (error instanceof HooksError && error.code === 'rejected') {
      return save(store, scope, settings)
    }
    throw error
  }
}

/** What an address that the router itself refuses is answered with; undefined where it is not ours. */
export function targetvideoBadAddress(url: string): {status: number; body: object} | undefined {
  if (!url.startsWith(`${PREFIX}/`)) return undefined
  const {status, body} = new Fault(400, 'the address cannot be read')
  return {status, body}
}

function toFault(error: Error & {statusCode?: number}): Fault {
  if (error instanceof Fault) return error
  if (error instanceof HooksError && error.code === 'not_found') {
    return new Fault(404, error.message)
  }
  if (error.statusCode === 413) return new Fault(413, 'the body is too large')
  if (error.statusCode === 415) return new Fault(415, 'the body is not application/json')
  if (error.statusCode !== undefined && error.statusCode < 500) {
    return new Fault(400, 'the body is not JSON')
  }
  return new Fault(500, 'hooks failed to answer')
}
