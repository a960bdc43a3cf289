import type {FastifyInstance, FastifyRequest} from 'fastify'
import {parseStrictJson} from '../../core/payload/strict-json.ts'

/**
 * Accepts an empty JSON body as no body: the vendors' clients send a JSON content type even with
 * GET and DELETE.
 */
export function acceptJsonBodies(app: FastifyInstance): void {
  app.removeContentTypeParser(['application/json', 'text/plain'])
  app.addContentTypeParser('application/json', {parseAs: 'buffer'}, parseBody)
}

async function parseBody(_request: FastifyRequest, body: Buffer): Promise<unknown> {
  return body.length === 0 ? undefined : parseStrictJson(body)
}
