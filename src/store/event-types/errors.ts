import {HooksError} from '../../core/errors.ts'

/** The most event types in a store: a list of them is a single response. */
export const MAX_EVENT_TYPES = 500

export function createNoEventTypeError(name: string): HooksError {
  return new HooksError('not_found', `no event type ${JSON.stringify(name)} is registered`, {
    hint: 'list event types with: hooks events; add one with: hooks events define NAME',
  })
}

export function createTooManyEventTypesError(): HooksError {
  return new HooksError(
    'rejected',
    `this server already has the maximum of ${MAX_EVENT_TYPES} event types`,
    {
      hint: 'remove one with: hooks events undefine NAME',
    },
  )
}
