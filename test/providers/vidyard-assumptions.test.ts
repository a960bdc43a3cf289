import type {InjectOptions} from 'fastify'
import {vidyard} from '../../src/providers/vidyard/index.ts'
import {completeAssumptions, type Assumptions} from '../../src/providers/contract/assumptions.ts'
import {fromWebhook} from '../../src/providers/vidyard/wire.ts'
import {retriesCase, rendered, testAssumptions} from '../support/assumed.ts'
import {
  ANALYTICS,
  AUTH_TOKEN,
  INTEGRATIONS,
  NEW_ANALYTICS,
  startVidyard,
} from '../support/vidyard.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'
type Server = Awaited<ReturnType<typeof startVidyard>>

/** Sends one request to an emulator with these assumptions. */
async function ask(given: Assumptions, method: Method, url: string, rest: InjectOptions = {}) {
  await using server = await startVidyard(given)
  const answer = await server.ask(method, url, rest)
  return {status: answer.statusCode, body: answer.json()}
}

/** Sends a request about a webhook that was registered through the second API. */
async function askOfOne(given: Assumptions, method: Method, rest: InjectOptions = {}) {
  await using server = await startVidyard(given)
  const {webhook_id: id} = await registered(server)
  const answer = await server.ask(method, `${INTEGRATIONS}/${id}`, rest)
  return {status: answer.statusCode, body: answer.body === '' ? '' : answer.json()}
}

async function registered(server: Server): Promise<{webhook_id: number}> {
  return (await server.ask('POST', INTEGRATIONS, {payload: NEW_ANALYTICS})).json()
}

/** `is_valid` of a webhook that works, of one whose receiver fails, and of a disabled one. */
function validity(given: Assumptions) {
  const webhook = {
    id: 'wh_1',
    vendorId: '1',
    provider: 'vidyard',
    url: 'https://example.com',
    events: ['view'],
    state: 'enabled' as const,
    createdAt: new Date(0),
  }
  const states = [{}, {failingSince: new Date(0)}, {state: 'disabled' as const}]
  const assume = completeAssumptions(vidyard, given)
  return states.map((state) => fromWebhook({...webhook, ...state}, assume).is_valid)
}

const WITHOUT_TYPE = {payload: JSON.stringify(NEW_ANALYTICS)}
const VIEW = {type: 'view', payload: {type: 'view'}}

testAssumptions(vidyard, {
  securityKeyIn: {
    show(given) {
      const {headers, body} = rendered(vidyard, given, VIEW)
      return [Object.keys(headers), Object.keys(JSON.parse(body))]
    },
    seen: [
      ['header', [['x-vidyard-security-key'], ['type']]],
      ['body', [[], ['type', 'security_key']]],
    ],
  },
  securityKeyHeader: {
    show: (given) => Object.keys(rendered(vidyard, given, VIEW).headers),
    seen: [
      ['x-vidyard-security-key', ['x-vidyard-security-key']],
      ['X-Key', ['x-key']],
    ],
  },
  securityKeyField: {
    show: (given) =>
      JSON.parse(rendered(vidyard, {'vidyard.securityKeyIn': 'body', ...given}, VIEW).body),
    seen: [
      ['security_key', {type: 'view', security_key: 'sesame'}],
      ['key', {type: 'view', key: 'sesame'}],
    ],
  },
  tokenOrganization: {
    show: async (given) => (await ask(given, 'POST', ANALYTICS, {payload: NEW_ANALYTICS})).status,
    seen: [
      ['any', 201],
      ['6871', 201],
      ['2', 403],
    ],
  },
  missingAccept: {
    show: async (given) =>
      (await ask(given, 'POST', ANALYTICS, {payload: NEW_ANALYTICS, headers: {accept: ''}})).status,
    seen: [
      ['refused', 406],
      ['accepted', 201],
    ],
  },
  missingContentType: {
    show: async (given) => (await ask(given, 'POST', ANALYTICS, WITHOUT_TYPE)).status,
    seen: [
      ['accepted', 201],
      ['refused', 406],
    ],
  },
  jsonSuffix: {
    show: async (given) =>
      (await ask(given, 'POST', `${ANALYTICS}.json`, {payload: NEW_ANALYTICS})).status,
    seen: [
      [true, 201],
      [false, 404],
    ],
  },
  errorShape: {
    show: async (given) => (await ask(given, 'DELETE', `${ANALYTICS}/1`)).body,
    seen: [
      ['error', {error: 'The requested resource could not be found'}],
      ['errors', {errors: ['The requested resource could not be found']}],
      ['message', {message: 'The requested resource could not be found'}],
    ],
  },
  badAttributeStatus: {
    show: async (given) => [
      (await ask(given, 'POST', ANALYTICS, {payload: {}})).status,
      (await ask(given, 'POST', ANALYTICS, {payload: '{', query: {auth_token: AUTH_TOKEN}})).status,
    ],
    seen: [
      [400, [400, 400]],
      [422, [422, 400]],
    ],
  },
  headerToken: {
    show: async (given) =>
      (
        await ask(given, 'POST', ANALYTICS, {
          payload: NEW_ANALYTICS,
          query: {},
          headers: {authorization: `Bearer ${AUTH_TOKEN}`},
        })
      ).status,
    seen: [
      ['ignored', 401],
      ['accepted', 201],
    ],
  },
  integrationsMediaTypes: {
    show: async (given) =>
      (await ask(given, 'GET', INTEGRATIONS, {headers: {accept: 'text/html'}})).status,
    seen: [
      ['free', 200],
      ['checked', 406],
    ],
  },
  integrationsCreated: {
    show: async (given) =>
      (await ask(given, 'POST', INTEGRATIONS, {payload: NEW_ANALYTICS})).status,
    seen: [
      [201, 201],
      [200, 200],
    ],
  },
  integrationsChanged: {
    async show(given) {
      const {status, body} = await askOfOne(given, 'PUT', {payload: {security_key: 'simsim'}})
      return [status, Object.keys(body)]
    },
    seen: [
      ['webhook', [200, ['id', 'url', 'security_key', 'is_valid', 'event_subscriptions']]],
      ['number', [200, ['webhook_id']]],
      ['none', [204, []]],
    ],
  },
  integrationsDeleted: {
    show: async (given) => (await askOfOne(given, 'DELETE')).status,
    seen: [
      ['status', 200],
      ['none', 204],
    ],
  },
  listEnvelope: {
    show: async (given) => (await ask(given, 'GET', INTEGRATIONS)).body,
    seen: [
      ['none', []],
      ['webhooks', {webhooks: []}],
      ['data', {data: []}],
    ],
  },
  validWhile: {
    show: validity,
    seen: [
      ['enabled', [true, true, false]],
      ['delivering', [true, false, false]],
      ['always', [true, true, true]],
    ],
  },
  playerBody: {
    show: (given) =>
      JSON.parse(
        rendered(vidyard, given, {
          type: 'playlist_create',
          payload: {type: 'playlist_create', player: {id: 5, type: 'playlist'}},
        }).body,
      ),
    seen: [
      ['nested', {type: 'playlist_create', player: {id: 5, type: 'playlist'}}],
      ['flat', {type: 'playlist_create', id: 5}],
    ],
  },
  retries: retriesCase(vidyard),
})
