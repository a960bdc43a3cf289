import {HooksError} from '../../core/errors.ts'

/** How long a key is remembered; milliseconds. */
export const KEY_LIFE_MS = 24 * 60 * 60 * 1000

/** The key was already used for a different request; `what` names what needs a new key. */
export function createKeyConflictError(what: 'event' | 'request'): HooksError {
  return new HooksError(
    'conflict',
    'the idempotency key was already used for a different request',
    {
      hint: `use a new key for a new ${what}`,
    },
  )
}
