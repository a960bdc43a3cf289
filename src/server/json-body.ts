import type {FastifyInstance} from 'fastify'

/**
 * Takes an empty JSON body for none: the vendors' clients send a JSON content type with
 * GET and DELETE. What a body holds under `__proto__` or `constructor.prototype` is refused.
 */
export function acceptJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser(['application/json', 'text/plain'])
  app.addContentTypeParser('application/json', {parseAs: 'string'}, (request, body, done) => {
    // `parseAs` says string.
    const text = body as string
    if (text === '') done(null, undefined)
    else void parse(request, text, done)
  })
}
