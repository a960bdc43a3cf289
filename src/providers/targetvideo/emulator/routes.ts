import {defined} from '../../../core/defined.ts'
import type {FastifyPluginAsyncTypebox} from '@fastify/type-provider-typebox'
import type {FastifyReply, FastifyRequest} from 'fastify'
import {Type} from 'typebox'
import {isSameText} from '../../../core/signing/token.ts'
import type {Store} from '../../../store/index.ts'
import type {StoredWebhook} from '../../../store/rows/stored-webhook.ts'
import type {EmulatorOptions} from '../../emulator/contract.ts'
import {answerFaults} from '../../emulator/requests.ts'
import {createOnlyWebhook, type Saved} from '../../emulator/only-webhook.ts'
import type {EmulatorAnswer} from '../../emulator/fault.ts'
import {Fault, FAULT_SHAPE, readSettings} from './faults.ts'
import {EVENT_NAMES, fromWebhook, createSecret, type WireSettings} from '../wire.ts'

const PREFIX = '/targetvideo'
const Website = Type.Object({website_id: Type.String()})

/**
 * An endpoint of hooks, not of the vendor: at TargetVideo, webhooks are set in the web console.
 * This endpoint accepts the console's three fields, so that programs can set them on a server.
 */
export const emulateTargetvideo: FastifyPluginAsyncTypebox<EmulatorOptions> = async (
  app,
  options,
) => {
  await app.register(addApiRoutes, {...options, prefix: PREFIX})
}

const addApiRoutes: FastifyPluginAsyncTypebox<EmulatorOptions> = async (app, options) => {
  const {store, apiKey} = options
  answerFaults(app, FAULT_SHAPE)
  const requireAuthentication = async (request: FastifyRequest, reply: FastifyReply) =>
    authenticate(request, reply, apiKey)
  app.addHook('onRequest', async (request, reply) => {
    if (!request.is404) await requireAuthentication(request, reply)
  })
  app.setNotFoundHandler({preHandler: requireAuthentication}, () => {
    throw new Fault(404, 'no such address')
  })

  const path = '/websites/:website_id/webhook'
  app.get(path, {schema: {params: Website}}, async ({params}) =>
    fromWebhook(await requireWebhook(store, readWebsite(params)), 'masked'),
  )

  app.put(path, {schema: {params: Website}}, async ({params, body}, reply) => {
    const website = readWebsite(params)
    const {webhook, isNew} = await save(store, website, readSettings(body, options.findUrlProblem))
    return reply.code(isNew ? 201 : 200).send(fromWebhook(webhook, isNew ? 'whole' : 'masked'))
  })

  app.delete(path, {schema: {params: Website}}, async ({params}, reply) => {
    const {id} = await requireWebhook(store, readWebsite(params))
    await store.webhooks.delete('targetvideo', id)
    return reply.code(204).send()
  })
}

/** @throws Fault 401 */
function authenticate({headers}: FastifyRequest, reply: FastifyReply, apiKey: string): void {
  const [, token = ''] = /^bearer +(\S+)$/i.exec(headers.authorization?.trim() ?? '') ?? []
  if (isSameText(token, apiKey)) return
  reply.header('www-authenticate', 'Bearer')
  throw new Fault(401, token === '' ? 'the server key is missing' : 'the server key is wrong')
}

/** Reads the website's id, which is the scope. @throws Fault 400 */
function readWebsite({website_id}: {website_id: string}): string {
  if (/^[\w-]{1,100}$/.test(website_id)) return website_id
  throw new Fault(400, 'website_id must be 1 to 100 letters, digits, - or _')
}

/** @throws Fault 404 */
async function requireWebhook(store: Store, scope: string): Promise<StoredWebhook> {
  const webhook = await createOnlyWebhook(store, {provider: 'targetvideo', scope}).find()
  if (webhook === undefined) throw new Fault(404, `website ${scope} has no webhook`)
  return webhook
}

/** Changes the webhook of a website, or creates it. @throws Fault 400 */
function save(store: Store, scope: string, settings: WireSettings): Promise<Saved> {
  const {timeout, ...others} = settings
  const changes = {...others, options: defined({timeout})}
  return createOnlyWebhook(store, {provider: 'targetvideo', scope}).save(changes, () => {
    const {url, secret = createSecret()} = settings
    if (url === undefined) throw new Fault(400, 'url is missing')
    return {...changes, url, secret, events: EVENT_NAMES}
  })
}

/** The response for an address that the router itself refuses; undefined for other prefixes. */
export function answerTargetvideoBadAddress(url: string): EmulatorAnswer | undefined {
  if (!url.startsWith(`${PREFIX}/`)) return undefined
  const {status, body} = new Fault(400, 'the address cannot be read')
  return {status, body}
}
