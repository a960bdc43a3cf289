import type {Assumption} from '../contract/assumptions.ts'
import {createRetriesAssumption} from '../rules/retries.ts'

/** What Mobile Data Anywhere does not document; docs/assumptions.md says what is known about each. */
export const ASSUMPTIONS: readonly Assumption[] = [
  {
    name: 'clockWindowSeconds',
    description: "How far the timestamp of a request may differ from the server's time.",
    default: 300,
    pattern: /^\d{1,9}$/,
  },
  {
    name: 'clientId',
    description: 'Number of the account, in responses and deliveries.',
    default: 1,
    pattern: /^\d{1,9}$/,
  },
  {
    name: 'deliveryEncoding',
    description:
      'Format of the body of a delivery; the vendor shows JSON but speaks of parameters.',
    default: 'json',
    choices: ['json', 'form'],
  },
  {
    name: 'plainHttp',
    description:
      'Which endpoints are requested over http instead of https: those on this machine, if the server listens on loopback only; none; or all.',
    default: 'loopback',
    choices: ['loopback', 'never', 'always'],
  },
  {
    name: 'endpointProtocol',
    description: 'Whether an endpoint may include a protocol, which the vendor says to leave out.',
    default: 'accept',
    choices: ['accept', 'refuse'],
  },
  {
    name: 'enabledByDefault',
    description: 'Whether a webhook created without enable_web_hook is enabled.',
    default: true,
  },
  {
    name: 'parametersSpelling',
    description:
      'Name of the custom parameters in responses; the vendor accepts one name and shows another.',
    default: 'customer_parameters',
    choices: ['customer_parameters', 'custom_parameters'],
  },
  {
    name: 'getShowsParameters',
    description: "Whether GET shows the custom parameters; the vendor's example does not.",
    default: false,
  },
  {
    name: 'testNeedsEnabled',
    description:
      'Whether testing a disabled webhook is rejected; otherwise the event stays without a response.',
    default: true,
  },
  {
    name: 'connectionFailureCode',
    description: 'The response_code of an event whose receiver did not respond.',
    default: 0,
    pattern: /^\d{1,9}$/,
  },
  {
    name: 'headerSpelling',
    description:
      'Which request headers are read: X-API-TIMESTAMP and Authorization (plain), the same prefixed with HTTP- as on the page (rack), or either.',
    default: 'either',
    choices: ['either', 'plain', 'rack'],
  },
  {
    name: 'createdStatus',
    description: 'Status of a PUT that creates a web hook; all other successes are 200.',
    default: 200,
    choices: ['200', '201'],
  },
  {
    name: 'absentWebHook',
    description:
      'Response to GET and DELETE if a project has no web hook: 404 not found, or a success whose result is null.',
    default: 'not_found',
    choices: ['not_found', 'null'],
  },
  {
    name: 'requestEncoding',
    description: 'Formats in which a PUT accepts its parameters.',
    default: 'either',
    choices: ['either', 'json', 'form'],
  },
  {
    name: 'booleans',
    description: 'Whether a flag may be a JSON boolean; the page shows the strings true and false.',
    default: 'either',
    choices: ['either', 'text'],
  },
  {
    name: 'putNeedsEndpoint',
    description: 'Whether a PUT without endpoint is rejected if there is a web hook to change.',
    default: false,
  },
  {
    name: 'collidingParameter',
    description:
      'A custom parameter with the name of a fixed field: rejected, kept but not sent, or sent instead of the field.',
    default: 'refused',
    choices: ['refused', 'unsent', 'sent'],
  },
  createRetriesAssumption('An event has one response code, and so one attempt.'),
]
