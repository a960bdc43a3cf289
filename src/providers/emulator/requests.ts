import type {FastifyError, FastifyInstance} from 'fastify'
import {HooksError} from '../../core/errors.ts'
import {parseStrictJson} from '../../core/payload/strict-json.ts'
import {isStoreFull} from '../../store/engines/sqlite/writable.ts'
import type {EmulatorAnswer, EmulatorFault, Trouble} from './fault.ts'
import {isJsonObject} from '../../core/payload/json-object.ts'
import {MAX_REQUEST_BYTES} from '../../core/limits.ts'

export type FaultShape = {
  /** Whether a route threw it on purpose. */
  isFault(error: Error): error is EmulatorFault
  /** The vendor's response to a trouble; `message` is from hooks. */
  toFault(trouble: Trouble, message: string): EmulatorFault
  /** The response to a fault, if it depends on assumptions. */
  toAnswer?(fault: EmulatorFault): EmulatorAnswer
}

/** Sends every error of a plugin in its vendor's format; unexpected ones are logged too. */
export function answerFaults(app: FastifyInstance, {isFault, toFault, toAnswer}: FaultShape): void {
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const fault = isFault(error) ? error : toFault(toTrouble(error), error.message)
    if (fault.status >= 500) request.log.error(error)
    const {status, body} = toAnswer?.(fault) ?? fault
    return reply.code(status).send(body)
  })
}

function toTrouble(error: FastifyError): Trouble {
  if (error instanceof HooksError && error.code === 'not_found') return 'notFound'
  if (error instanceof HooksError && error.code === 'rejected') return 'full'
  if (error instanceof HooksError && error.code === 'usage') return 'unreadable'
  if (isStoreFull(error)) return 'noRoom'
  const {statusCode = 500} = error
  if (statusCode === 413) return 'tooLarge'
  if (statusCode === 415) return 'badType'
  return statusCode < 500 ? 'unreadable' : 'bug'
}

/** Accepts bodies of every content type as bytes: the vendor does not require one. */
export function takeRawBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    '*',
    {parseAs: 'buffer', bodyLimit: MAX_REQUEST_BYTES},
    (_, body, done) => {
      done(null, body)
    },
  )
}

/** The JSON object in a body; undefined if it is not one. */
export function readJsonObjectBody(body: unknown): Record<string, unknown> | undefined {
  if (!Buffer.isBuffer(body)) return undefined
  try {
    const value = parseStrictJson(body)
    return isJsonObject(value) ? {...value} : undefined
  } catch (error) {
    if (error instanceof HooksError) return undefined
    throw error
  }
}
