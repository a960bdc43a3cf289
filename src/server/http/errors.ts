import {defined} from '../../core/defined.ts'
import type {FastifyError, FastifyReply, FastifyRequest} from 'fastify'
import {type ErrorCode, HooksError} from '../../core/errors.ts'
import {describeProblems} from '../../core/payload/schema-problems.ts'
import {isStoreFull} from '../../store/engines/sqlite/writable.ts'
import {MAX_REQUEST_BYTES} from '../../core/limits.ts'

const STATUS_OF: Readonly<Record<ErrorCode, number>> = {
  usage: 400,
  conflict: 409,
  unauthorized: 401,
  not_found: 404,
  signature_invalid: 400,
  unreachable: 502,
  receiver_failed: 502,
  expectation_unmet: 400,
  rejected: 409,
  rate_limited: 429,
  unsupported: 400,
  cancelled: 409,
}

/** The control API's one error body: `{"error":{"code","message","hint"?}}`. */
export function sendError(reply: FastifyReply, status: number, error: ErrorBody): FastifyReply {
  return reply.code(status).send({error})
}

export type ErrorBody = {code: string; message: string; hint?: string}

const TOO_LARGE: ErrorBody = {
  code: 'usage',
  message: `the request body is larger than ${MAX_REQUEST_BYTES / 1024 ** 2} MiB`,
  hint: `send at most ${MAX_REQUEST_BYTES.toLocaleString('en')} bytes; nothing was accepted`,
}

/**
 * Turns an error thrown by a control route into status and body; an unexpected one is logged as a
 * 500.
 */
export function handleControlError(error: unknown, request: FastifyRequest, reply: FastifyReply) {
  if (error instanceof HooksError) {
    const {code, message, hint} = error
    return sendError(reply, STATUS_OF[code], {code, message, ...defined({hint})})
  }
  if (isFastifyError(error)) {
    const status = error.statusCode ?? 500
    if (error.validation !== undefined) {
      return sendError(reply, 400, {code: 'usage', message: formatValidation(error)})
    }
    if (status === 413) return sendError(reply, status, TOO_LARGE)
    if (status < 500)
      return sendError(reply, status, {code: 'usage', message: lowercaseFirst(error.message)})
  }
  if (isStoreFull(error)) {
    request.log.error({err: error}, 'cannot write to the store')
    return sendError(reply, 503, {
      code: 'unreachable',
      message: 'cannot write to the store',
      hint: 'free some disk space and try again; nothing was accepted',
    })
  }
  request.log.error({err: error}, 'request failed')
  return sendError(reply, 500, {
    code: 'bug',
    message: 'internal server error',
    hint: 'see the log of hooks serve for details',
  })
}

export function answerUnknownPath(request: FastifyRequest, reply: FastifyReply) {
  const path = request.url.split('?', 1)[0]
  return sendError(reply, 404, {
    code: 'not_found',
    message: `no such route: ${request.method} ${path}`,
  })
}

function isFastifyError(error: unknown): error is FastifyError {
  return error instanceof Error && 'code' in error && 'statusCode' in error
}

/** Every problem, each with its location. */
function formatValidation({validation = [], validationContext}: FastifyError): string {
  const top = validationContext ?? 'request'
  const words = describeProblems(validation, (path) => (path === '' ? top : path))
  return words.slice(0, MAX_PROBLEMS).join('; ')
}

/** The most problems that one message lists. */
const MAX_PROBLEMS = 8

function lowercaseFirst(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1)
}
