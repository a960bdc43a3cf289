import type {Assumption} from '../contract/assumptions.ts'
import {createRetriesAssumption} from '../rules/retries.ts'

/** What TargetVideo leaves open; docs/assumptions.md says what is known of each. */
export const ASSUMPTIONS: readonly Assumption[] = [
  {
    name: 'timeoutUnit',
    description: 'Unit of the field Timeout, which is the delay before a call.',
    default: 'seconds',
    choices: ['seconds', 'milliseconds'],
  },
  {
    name: 'method',
    description: 'Method of a delivery: the page says that a URL is pinged.',
    default: 'POST',
    choices: ['POST', 'PUT'],
  },
  {
    name: 'contentType',
    description: 'Content type of a delivery, whose body is JSON in any case.',
    default: 'application/json',
    choices: ['application/json', 'application/x-www-form-urlencoded', 'text/plain'],
  },
  {
    name: 'apiFlag',
    description:
      'The field api of each body: as the payload has it (false for encodings, true elsewhere), or always the same.',
    default: 'payload',
    choices: ['payload', 'true', 'false'],
  },
  {
    name: 'expectedAnswer',
    description: 'Which answer of a receiver ends a delivery well: one of 2xx, or any.',
    default: '2xx',
    choices: ['2xx', 'any'],
  },
  createRetriesAssumption('Nothing is documented: the schedule that Standard Webhooks recommends.'),
]
