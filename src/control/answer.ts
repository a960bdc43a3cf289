import type {Static, TSchema} from 'typebox'
import {Check} from 'typebox/value'
import {EXIT_STATUS, HooksError, type ErrorCode} from '../core/errors.ts'
import type {ControlAnswer} from '../http/request.ts'
import {WireError} from '../wire/webhooks-and-events.ts'

/**
 * A server's answer as the shape it promised.
 *
 * @throws HooksError as the server named it; rejected, when it is not one of ours
 */
export function readAnswer<Shape extends TSchema>(
  {status, text}: ControlAnswer,
  shape: Shape,
  origin: string,
): Static<Shape> {
  const data = parse(text)
  if (status >= 400) throw refusal(status, data, origin)
  if (!Check(shape, data)) throw stranger(status, origin)
  return data
}

/** For the answers that hold nothing. @throws HooksError as `readAnswer` */
export function readEmpty({status, text}: ControlAnswer, origin: string): void {
  if (status >= 400) throw refusal(status, parse(text), origin)
}

function refusal(status: number, data: unknown, origin: string): HooksError {
  if (!Check(WireError, data)) {
    return status === 401 ? wrongKey(origin) : stranger(status, origin)
  }
  if (status === 401) return wrongKey(origin)
  const {code, message, hint} = data.error
  return new HooksError(isErrorCode(code) ? code : 'rejected', message, {hint})
}

function wrongKey(origin: string): HooksError {
  return new HooksError('unauthorized', `the server at ${origin} does not take this key`, {
    hint: 'set HOOKS_SERVER_KEY to the key that the server was started with',
  })
}

function stranger(status: number, origin: string): HooksError {
  return new HooksError(
    'rejected',
    `${origin} answered ${status}, but not as a hooks server does`,
    {
      hint: 'check HOOKS_API_URL and --api-url',
    },
  )
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(EXIT_STATUS, code)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
