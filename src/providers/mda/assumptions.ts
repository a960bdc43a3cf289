import type {Assumption} from '../contract/assumptions.ts'
import {createRetriesAssumption} from '../rules/retries.ts'

/** What Mobile Data Anywhere leaves open; docs/assumptions.md says what is known of each. */
export const ASSUMPTIONS: readonly Assumption[] = [
  {
    name: 'clockWindowSeconds',
    description: "How far a call's timestamp may be from the server's time.",
    default: 300,
    pattern: /^\d{1,9}$/,
  },
  {
    name: 'clientId',
    description: 'Number of the account, in answers and deliveries.',
    default: 1,
    pattern: /^\d{1,9}$/,
  },
  {
    name: 'deliveryEncoding',
    description:
      'How the body of a delivery is written; the vendor prints JSON and says parameters.',
    default: 'json',
    choices: ['json', 'form'],
  },
  {
    name: 'plainHttp',
    description:
      'Which endpoints are called over http instead of https: those on the machine of a server that only this machine reaches, none, or all.',
    default: 'loopback',
    choices: ['loopback', 'never', 'always'],
  },
  {
    name: 'endpointProtocol',
    description:
      'Whether an endpoint may be given with a protocol, which the vendor wants left out.',
    default: 'accept',
    choices: ['accept', 'refuse'],
  },
  {
    name: 'enabledByDefault',
    description: 'Whether a webhook is enabled that was made without enable_web_hook.',
    default: true,
  },
  {
    name: 'parametersSpelling',
    description:
      'What an answer calls the custom parameters; the vendor takes one and prints another.',
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
      'Whether a test of a disabled webhook is refused; else its event stays unanswered.',
    default: true,
  },
  {
    name: 'connectionFailureCode',
    description: 'The response_code of an event whose receiver gave no answer.',
    default: 0,
    pattern: /^\d{1,9}$/,
  },
  {
    name: 'headerSpelling',
    description:
      'Which headers of a call are read: X-API-TIMESTAMP and Authorization (plain), the same with HTTP- before them as the page prints them (rack), or either.',
    default: 'either',
    choices: ['either', 'plain', 'rack'],
  },
  {
    name: 'createdStatus',
    description: 'Status of a PUT that makes a web hook; every other success is 200.',
    default: 200,
    choices: ['200', '201'],
  },
  {
    name: 'absentWebHook',
    description:
      'Answer to GET and DELETE where a project has no web hook: 404 not found, or a success whose result is null.',
    default: 'not_found',
    choices: ['not_found', 'null'],
  },
  {
    name: 'requestEncoding',
    description: 'How the parameters of a PUT may be written.',
    default: 'either',
    choices: ['either', 'json', 'form'],
  },
  {
    name: 'booleans',
    description: 'Whether a flag may be a real boolean where the page has the text true or false.',
    default: 'either',
    choices: ['either', 'text'],
  },
  {
    name: 'putNeedsEndpoint',
    description: 'Whether a PUT without endpoint is refused where there is a web hook to change.',
    default: false,
  },
  {
    name: 'collidingParameter',
    description:
      'A custom parameter with the name of a fixed field: refused, kept and not sent, or sent in its place.',
    default: 'refused',
    choices: ['refused', 'unsent', 'sent'],
  },
  createRetriesAssumption('An event has one response code, and so one attempt.'),
]
