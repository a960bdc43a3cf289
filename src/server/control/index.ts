import swagger from '@fastify/swagger'
import type {FastifyPluginAsyncTypebox} from '@fastify/type-provider-typebox'
import {handleControlError, sendError, answerUnknownPath} from '../http/errors.ts'
import {createBearerGuard} from '../http/access.ts'
import {addClockRoutes} from './routes/clock.ts'
import {addDeliveryRoutes} from './routes/deliveries.ts'
import {addEventTypeRoutes} from './routes/event-types.ts'
import {addEventRoutes} from './routes/events.ts'
import {addWebhookRoutes} from './routes/webhooks.ts'
import {addStatsRoutes} from './routes/stats.ts'
import {addStreamRoutes} from './routes/stream.ts'
import type {ControlApiOptions} from './options.ts'

/** All routes under `/_hooks` that require the server key. */
export const addControlApi: FastifyPluginAsyncTypebox<ControlApiOptions> = async (app, options) => {
  app.setErrorHandler(handleControlError)
  app.addHook('onRequest', createBearerGuard(options.apiKey))
  app.addHook('preValidation', async (request, reply) => {
    const changes = request.method !== 'GET' && request.method !== 'HEAD'
    const hasBody = request.body !== undefined && request.body !== null
    const isJson =
      request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() === 'application/json'
    if (!changes || !hasBody || isJson) return undefined
    return sendError(reply, 415, {
      code: 'usage',
      message: 'the content type is not application/json',
    })
  })
  // Unknown paths require the key too, so that nobody can probe for routes without it.
  app.setNotFoundHandler({preHandler: createBearerGuard(options.apiKey)}, answerUnknownPath)

  await app.register(swagger, {openapi: describeDocument(options.version)})
  await app.register(addWebhookRoutes, {...options, prefix: '/v1/webhooks'})
  await app.register(addEventRoutes, {...options, prefix: '/v1/events'})
  await app.register(addEventTypeRoutes, {...options, prefix: '/v1/event-types'})
  await app.register(addDeliveryRoutes, {...options, prefix: '/v1/deliveries'})
  await app.register(addStreamRoutes, {...options, prefix: '/v1/stream'})
  await app.register(addClockRoutes, {...options, prefix: '/v1/clock'})
  await app.register(addStatsRoutes, {...options, prefix: ''})
  app.get('/openapi.json', {schema: {hide: true}}, async () => app.swagger())
}

function describeDocument(version: string) {
  return {
    openapi: '3.1.0',
    info: {
      title: 'hooks control API',
      version,
      description:
        'Manages the webhooks, events and deliveries of all providers on a hooks server.',
    },
    components: {securitySchemes: {serverKey: {type: 'http' as const, scheme: 'bearer'}}},
    security: [{serverKey: []}],
  }
}
