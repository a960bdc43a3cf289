import Fastify, {type InjectOptions} from 'fastify'
import {systemClock} from '../../src/core/clock.ts'
import {emulateMda} from '../../src/providers/mda/emulator/routes.ts'
import {mda} from '../../src/providers/mda/index.ts'
import {completeAssumptions, type Assumptions} from '../../src/providers/contract/assumptions.ts'
import {openStore} from '../../src/store/index.ts'
import {rendered, retriesCase, testAssumptions} from '../support/assumed.ts'
import {authorized} from '../support/mda.ts'

const SECRET = 'some-api-secret'
const HOOK = '/api/v1/projects/17/web_hook'
const FORM = {'content-type': 'application/x-www-form-urlencoded'}

type Request = InjectOptions & {readonly bare?: boolean}

/** Sends the requests one after the other to an emulator with these assumptions; returns statuses and bodies. */
async function ask(given: Assumptions, ...requests: readonly Request[]) {
  await using store = await openStore('memory:', systemClock)
  const app = Fastify()
  await app.register(emulateMda, {
    store,
    apiKey: SECRET,
    clock: systemClock,
    rateLimit: 'off',
    assume: completeAssumptions(mda, given),
    findUrlProblem: (url) => mda.webhooks.findUrlProblem?.(url),
    publish: async ({type, payload, scope = '1'}) => {
      const {event} = await store.events.accept({
        provider: 'mda',
        type,
        payload,
        scope,
        render: () => ({body: '{}', contentType: 'application/json'}),
      })
      return event
    },
  })
  const answers = []
  for (const {bare = false, headers = {}, ...request} of requests) {
    const login = bare ? {} : authorized(SECRET)
    const answer = await app.inject({url: HOOK, ...request, headers: {...login, ...headers}})
    answers.push({status: answer.statusCode, body: answer.json()})
  }
  await app.close()
  return answers
}

const put = (payload: object): Request => ({method: 'PUT', payload})
const PUT = put({endpoint: 'example.com/in'})
const status = async (given: Assumptions, ...requests: readonly Request[]) =>
  (await ask(given, ...requests)).map((answer) => answer.status)
const result = async (given: Assumptions, ...requests: readonly Request[]) =>
  (await ask(given, ...requests)).at(-1)?.body.result

const TEST: Request = {method: 'POST', url: `${HOOK}/trigger_session_test`}
const rack = Object.fromEntries(
  Object.entries(authorized(SECRET)).map(([name, value]) => [`http-${name}`, value]),
)
const old = authorized(SECRET, {timestamp: String(Math.floor(Date.now() / 1000) - 60)})
const SENT = {type: 'session.create', payload: {session_id: 's', event_timestamp: 1}}

testAssumptions(mda, {
  clockWindowSeconds: {
    show: (given) => status(given, PUT, {bare: true, headers: old}),
    seen: [
      [300, [200, 200]],
      [10, [200, 403]],
    ],
  },
  headerSpelling: {
    show: (given) => status(given, {}, {bare: true, headers: rack}),
    seen: [
      ['either', [404, 404]],
      ['plain', [404, 403]],
      ['rack', [403, 404]],
    ],
  },
  clientId: {
    show: async (given) => (await result(given, PUT)).client_id,
    seen: [
      [1, 1],
      [7, 7],
    ],
  },
  createdStatus: {
    show: (given) => status(given, PUT, PUT),
    seen: [
      [200, [200, 200]],
      [201, [201, 200]],
    ],
  },
  absentWebHook: {
    show: (given) => status(given, {}, {method: 'DELETE'}, TEST),
    seen: [
      ['not_found', [404, 404, 404]],
      ['null', [200, 200, 404]],
    ],
  },
  requestEncoding: {
    show: (given) =>
      status(given, PUT, {method: 'PUT', payload: 'endpoint=example.com', headers: FORM}),
    seen: [
      ['either', [200, 200]],
      ['json', [200, 400]],
      ['form', [400, 200]],
    ],
  },
  booleans: {
    show: (given) =>
      status(
        given,
        put({endpoint: 'a.example', enable_web_hook: 'true'}),
        put({enable_web_hook: true}),
      ),
    seen: [
      ['either', [200, 200]],
      ['text', [200, 400]],
    ],
  },
  putNeedsEndpoint: {
    show: (given) => status(given, PUT, put({enable_web_hook: 'false'})),
    seen: [
      [false, [200, 200]],
      [true, [200, 400]],
    ],
  },
  collidingParameter: {
    async show(given) {
      const custom = {session_id: 'mine', ssl_version: 2}
      const [taken] = await status(given, put({endpoint: 'a.example', custom_parameters: custom}))
      const {body} = rendered(mda, given, {...SENT, options: {customParameters: custom}})
      const {session_id, ssl_version} = JSON.parse(body)
      return [taken, session_id, ssl_version]
    },
    seen: [
      ['refused', [400, 's', 1.2]],
      ['unsent', [200, 's', 1.2]],
      ['sent', [200, 'mine', 2]],
    ],
  },
  endpointProtocol: {
    show: (given) => status(given, put({endpoint: 'https://a.example'})),
    seen: [
      ['accept', [200]],
      ['refuse', [400]],
    ],
  },
  enabledByDefault: {
    show: async (given) => (await result(given, PUT)).enable_web_hook,
    seen: [
      [true, true],
      [false, false],
    ],
  },
  parametersSpelling: {
    show: async (given) => Object.keys(await result(given, PUT)).at(-1),
    seen: [
      ['customer_parameters', 'customer_parameters'],
      ['custom_parameters', 'custom_parameters'],
    ],
  },
  getShowsParameters: {
    show: async (given) =>
      Object.keys(await result(given, PUT, {})).includes('customer_parameters'),
    seen: [
      [false, false],
      [true, true],
    ],
  },
  testNeedsEnabled: {
    show: (given) => status(given, put({endpoint: 'a.example', enable_web_hook: 'false'}), TEST),
    seen: [
      [true, [200, 400]],
      [false, [200, 200]],
    ],
  },
  connectionFailureCode: {
    async show(given) {
      // Deleting the web hook ends the delivery before anything is sent.
      const event = {url: `${HOOK}/events/1`}
      return (await result(given, PUT, TEST, {method: 'DELETE'}, event)).response_code
    },
    seen: [
      [0, 0],
      [503, 503],
    ],
  },
  deliveryEncoding: {
    show: (given) => rendered(mda, given, SENT).contentType,
    seen: [
      ['json', 'application/json'],
      ['form', 'application/x-www-form-urlencoded'],
    ],
  },
  plainHttp: {
    show: (given) => rendered(mda, given, SENT).target,
    seen: [
      ['loopback', 'https://example.com/in'],
      ['always', 'http://example.com/in'],
    ],
  },
  retries: retriesCase(mda),
})
