import swagger from '@fastify/swagger'
import type {FastifyPluginAsyncTypebox} from '@fastify/type-provider-typebox'
import {controlErrorHandler, sendError, unknownPath} from '../http/errors.ts'
import {bearerGuard} from '../http/access.ts'
import {clockRoutes} from './routes/clock.ts'
import {deliveryRoutes} from './routes/deliveries.ts'
import {eventTypeRoutes} from './routes/event-types.ts'
import {eventRoutes} from './routes/events.ts'
import {webhookRoutes} from './routes/webhooks.ts'
import {statsRoutes} from './routes/stats.ts'
import {streamRoutes} from './routes/stream.ts'
import type {ControlOptions} from './options.ts'

/** All routes under `/_hooks` that require the server key. */
export const controlApi: FastifyPluginAsyncTypebox<ControlOptions> = async (app, options) => {
  app.setErrorHandler(controlErrorHandler)
  app.addHook('onRequest', bearerGuard(options.apiKey))
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
  app.setNotFoundHandler({preHandler: bearerGuard(options.apiKey)}, unknownPath)

  await app.register(swagger, {openapi: documentInfo(options.version)})
  await app.register(webhookRoutes, {...options, prefix: '/v1/webhooks'})
  await app.register(eventRoutes, {...options, prefix: '/v1/events'})
  await app.register(eventTypeRoutes, {...options, prefix: '/v1/event-types'})
  await app.register(deliveryRoutes, {...options, prefix: '/v1/deliveries'})
  await app.register(streamRoutes, {...options, prefix: '/v1/stream'})
  await app.register(clockRoutes, {...options, prefix: '/v1/clock'})
  await app.register(statsRoutes, {...options, prefix: ''})
  app.get('/openapi.json', {schema: {hide: true}}, async () => app.swagger())
}

function documentInfo(version: string) {
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
