import type {FastifyInstance, FastifyRequest} from 'fastify'
import {parseStrictJson} from '../../core/payload/strict-json.ts'

/**
 * Takes an empty JSON body for none: the vendors' clients send a JSON content type with
 * GET and DELETE.
 */
export function acceptJsonBodies(app: FastifyInstance): void {
  app.removeContentTypeParser(['application/json', 'text/plain'])
  app.addContentTypeParser('application/json', {parseAs: 'buffer'}, read)
}

async function read(_request: FastifyRequest, body: Buffer): Promise<unknown> {
  return body.length === 0 ? undefined : parseStrictJson(body)
}
