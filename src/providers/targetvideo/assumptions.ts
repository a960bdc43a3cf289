import type {Assumption} from '../contract/assumptions.ts'
import {createRetriesAssumption} from '../rules/retries.ts'

/** What TargetVideo does not document; docs/assumptions.md says what is known about each point. */
export const ASSUMPTIONS: readonly Assumption[] = [
  {
    name: 'timeoutUnit',
    description: 'Unit of the field Timeout, the delay before a delivery is sent.',
    default: 'seconds',
    choices: ['seconds', 'milliseconds'],
  },
  {
    name: 'method',
    description: 'HTTP method of a delivery; the page only says that the URL is pinged.',
    default: 'POST',
    choices: ['POST', 'PUT'],
  },
  {
    name: 'contentType',
    description: 'Content type of a delivery; the body is always JSON.',
    default: 'application/json',
    choices: ['application/json', 'application/x-www-form-urlencoded', 'text/plain'],
  },
  {
    name: 'apiFlag',
    description:
      'The field api of each body: as in the payload (false for encodings, true for all others), or always the same.',
    default: 'payload',
    choices: ['payload', 'true', 'false'],
  },
  {
    name: 'expectedAnswer',
    description: 'Which responses of a receiver count as success: only 2xx, or any.',
    default: '2xx',
    choices: ['2xx', 'any'],
  },
  createRetriesAssumption(
    'No schedule is documented; the default is the one that Standard Webhooks recommends.',
  ),
]
