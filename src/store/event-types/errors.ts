import {HooksError} from '../../core/errors.ts'

/** Most event types that a store holds: a list of them is one answer. */
export const MAX_EVENT_TYPES = 500

export function noEventType(name: string): HooksError {
  return new HooksError('not_found', `no event type ${JSON.stringify(name)} is registered`, {
    hint: 'hooks events shows what there is; hooks events define NAME adds one',
  })
}

export function tooManyEventTypes(): HooksError {
  return new HooksError('rejected', `this server holds ${MAX_EVENT_TYPES} event types already`, {
    hint: 'remove one with: hooks events undefine NAME',
  })
}
