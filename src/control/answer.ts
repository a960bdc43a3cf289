import {tryParseJson} from '../core/payload/json-object.ts'
import type {Static, TSchema} from 'typebox'
import {Check} from 'typebox/value'
import {EXIT_STATUS, HooksError, type ErrorCode} from '../core/errors.ts'
import type {ControlAnswer} from '../http/request.ts'
import {WireError} from '../wire/webhooks-and-events.ts'

/**
 * The body of a server's answer, checked against the expected shape.
 *
 * @throws HooksError with the server's own code; rejected, when it is not a hooks server
 */
export function readAnswer<Shape extends TSchema>(
  {status, text}: ControlAnswer,
  shape: Shape,
  origin: string,
): Static<Shape> {
  const data = tryParseJson(text)
  if (status >= 400) throw toRefusalError(status, data, origin)
  if (!Check(shape, data)) throw createNotHooksError(status, origin)
  return data
}

/** For answers without a body. @throws HooksError as `readAnswer` */
export function readEmpty({status, text}: ControlAnswer, origin: string): void {
  if (status >= 400) throw toRefusalError(status, tryParseJson(text), origin)
}

function toRefusalError(status: number, data: unknown, origin: string): HooksError {
  if (!Check(WireError, data)) {
    return status === 401 ? createWrongKeyError(origin) : createNotHooksError(status, origin)
  }
  if (status === 401) return createWrongKeyError(origin)
  const {code, message, hint} = data.error
  return new HooksError(isErrorCode(code) ? code : 'rejected', message, {hint})
}

function createWrongKeyError(origin: string): HooksError {
  return new HooksError('unauthorized', `the server at ${origin} rejected this key`, {
    hint: 'set HOOKS_SERVER_KEY to the key that the server was started with',
  })
}

function createNotHooksError(status: number, origin: string): HooksError {
  return new HooksError('rejected', `${origin} answered ${status}, but is not a hooks server`, {
    hint: 'check HOOKS_API_URL and --api-url',
  })
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(EXIT_STATUS, code)
}
