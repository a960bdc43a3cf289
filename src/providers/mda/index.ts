import {defined} from '../../core/defined.ts'
import type {WebhookApi} from '../../core/webhook.ts'
import {HttpClient} from '../../http/client.ts'
import type {ConnectOptions, VendorClient} from '../contract/client.ts'
import type {EventType, Scenario} from '../contract/events.ts'
import type {ProviderOption} from '../contract/webhooks.ts'
import type {Provider} from '../provider.ts'
import {ASSUMPTIONS} from './assumptions.ts'
import {findSentence, createWebhookApi} from './client.ts'
import {prove, getRecipe, listSecretPlaces, verify} from './proof.ts'
import sessionCreate from './samples/session.create.json' with {type: 'json'}
import sessionDelete from './samples/session.delete.json' with {type: 'json'}
import sessionTest from './samples/session.test.json' with {type: 'json'}
import sessionUpdate from './samples/session.update.json' with {type: 'json'}
import {findOptionsProblem, PAYLOADS, render, buildTargetUrl, findUrlProblem} from './wire.ts'

const EVENT_TYPES: EventType[] = [
  {
    name: 'session.create',
    description: 'A session was created.',
    schema: PAYLOADS['session.create'],
    sample: sessionCreate,
  },
  {
    name: 'session.update',
    description: 'A session was changed, or restored after a deletion.',
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
    description: 'A test of the web hook was requested.',
    schema: PAYLOADS['session.test'],
    sample: sessionTest,
    sentOnDemand: true,
  },
]

const SAME_SESSION = {session_id: '{{1.session_id}}'}

/** The vendor says that restoring sends an update; the pace is chosen by hooks. */
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
    description: 'The exact value of the Authorization header.',
    type: 'string',
    secret: true,
  },
  {
    name: 'customParameters',
    description: 'Additional fields in the body of each delivery.',
    type: 'object',
  },
]

const CAPABILITIES: VendorClient['capabilities'] = {
  create: 'yes',
  list: 'yes',
  get: 'yes',
  update: 'yes',
  delete: 'yes',
  enable: 'yes',
  test: 'yes',
  secret: {
    reason: 'Mobile Data Anywhere does not sign deliveries.',
    instead:
      'The option httpAuthorizationValue is sent as the Authorization header of each delivery.',
  },
}

export const mda: Provider = {
  name: 'mda',
  label: 'Mobile Data Anywhere',
  scope: {
    label: 'project',
    form: {pattern: /^[1-9]\d{0,14}$/, words: 'a whole number', example: '42'},
  },
  account: {
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
  },
  webhooks: {
    maxPerScope: 1,
    options: OPTIONS,
    findOptionsProblem,
    findUrlProblem,
    urlExample: 'example.com/webhooks',
  },
  events: {types: EVENT_TYPES, canFilter: false, scenarios: SCENARIOS},
  sending: {
    render,
    buildTargetUrl,
    // Assumed from the single response code of an event: there is one attempt.
    retryPolicy: {delaysMs: [], jitter: 0, honoursRetryAfter: false},
  },
  proof: {getRecipe, prove, verify, listSecretPlaces},
  client: {capabilities: CAPABILITIES, connect},
  assumptions: ASSUMPTIONS,
}

function connect(options: ConnectOptions): WebhookApi {
  const {credentials, baseUrl, scope, timeoutMs, network} = options
  const http = new HttpClient({
    baseUrl,
    label: mda.label,
    ...defined({timeoutMs}),
    network,
    findSentence,
    hints: {
      unauthorized:
        "check user name and API secret with: hooks login; this machine's clock must be right too",
    },
  })
  return createWebhookApi(http, credentials, scope)
}
