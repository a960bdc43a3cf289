import {HttpClient} from '../../http/client.ts'
import type {Assumption, EventType, Provider, ProviderOption, Scenario} from '../provider.ts'
import {sentence, webhookApi} from './client.ts'
import {optionsProblem} from './faults.ts'
import {prove, verify} from './proof.ts'
import sessionCreate from './samples/session.create.json' with {type: 'json'}
import sessionDelete from './samples/session.delete.json' with {type: 'json'}
import sessionTest from './samples/session.test.json' with {type: 'json'}
import sessionUpdate from './samples/session.update.json' with {type: 'json'}
import {PAYLOADS, render, targetUrl, urlProblem} from './wire.ts'

const EVENT_TYPES: EventType[] = [
  {
    name: 'session.create',
    description: 'A session was created.',
    schema: PAYLOADS['session.create'],
    sample: sessionCreate,
  },
  {
    name: 'session.update',
    description: 'A session was changed, or restored after it was deleted.',
    schema: PAYLOADS['session.update'],
    sample: sessionUpdate,
  },
  {
    name: 'session.delete',
    description: 'A session was deleted.',
    schema: PAYLOADS['session.delete'],
    sample: sessionDelete,
  },
  {
    name: 'session.test',
    description: 'Somebody asked for a test of the web hook.',
    schema: PAYLOADS['session.test'],
    sample: sessionTest,
    sentOnDemand: true,
  },
]

const SAME_SESSION = {session_id: '{{1.session_id}}'}

/** The vendor says that restoring sends an update; the pace is ours. */
const SCENARIOS: Scenario[] = [
  {
    name: 'session-life',
    description: 'A session is created, changed, deleted and restored.',
    steps: [
      {event: 'session.create', afterMs: 0},
      {event: 'session.update', afterMs: 2000, set: SAME_SESSION},
      {event: 'session.delete', afterMs: 2000, set: SAME_SESSION},
      {event: 'session.update', afterMs: 2000, set: SAME_SESSION},
    ],
  },
]

const OPTIONS: ProviderOption[] = [
  {
    name: 'enableHttpAuthorization',
    description: 'Whether deliveries carry the Authorization header.',
    type: 'boolean',
  },
  {
    name: 'httpAuthorizationValue',
    description: 'What the Authorization header holds, word for word.',
    type: 'string',
    secret: true,
  },
  {
    name: 'customParameters',
    description: 'Fields that stand beside the fixed ones in the body of each delivery.',
    type: 'object',
  },
]

const ASSUMPTIONS: Assumption[] = [
  {
    name: 'clockWindowSeconds',
    description: "How far a call's timestamp may be from the server's time.",
    default: 300,
  },
  {
    name: 'clientId',
    description: 'Number of the account, in answers and deliveries.',
    default: 1,
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
  },
]

export const mda: Provider = {
  name: 'mda',
  label: 'Mobile Data Anywhere',
  scope: {label: 'project'},
  environments: [
    {
      profile: 'mda',
      label: 'Mobile Data Anywhere',
      baseUrl: 'https://www.mobiledataanywhere.com',
    },
  ],
  credentials: [
    {name: 'username', label: 'user name', env: 'HOOKS_MDA_USERNAME', secret: false},
    {name: 'apiSecret', label: 'API secret', env: 'HOOKS_MDA_API_SECRET', secret: true},
  ],
  options: OPTIONS,
  eventTypes: EVENT_TYPES,
  scenarios: SCENARIOS,
  filtersEvents: false,
  maxWebhooks: 1,
  capabilities: {
    create: 'yes',
    list: 'yes',
    get: 'yes',
    update: 'yes',
    delete: 'yes',
    enable: 'yes',
    test: 'yes',
    secret: {
      reason: 'Mobile Data Anywhere signs nothing.',
      instead:
        'The option httpAuthorizationValue is sent with each delivery, as its Authorization header.',
    },
  },
  assumptions: ASSUMPTIONS,
  // An event has one response code, and so one attempt: our reading.
  retryPolicy: {delaysMs: [], jitter: 0, honoursRetryAfter: false},
  urlProblem,
  targetUrl,
  render,
  prove,
  secretPlaces: () => ({headers: ['authorization']}),
  optionsProblem,
  verify,

  connect({credentials, baseUrl, scope, timeoutMs, network}) {
    const http = new HttpClient({
      baseUrl,
      label: mda.label,
      ...(timeoutMs === undefined ? {} : {timeoutMs}),
      network,
      sentence,
      hints: {
        unauthorized:
          "check user name and API secret with: hooks login; this machine's clock must be right too",
      },
    })
    return webhookApi(http, credentials, scope)
  },
}
