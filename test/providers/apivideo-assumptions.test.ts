import type {InjectOptions} from 'fastify'
import {signToken} from '../../src/core/signing/token.ts'
import {apivideo} from '../../src/providers/apivideo/index.ts'
import type {Assumptions} from '../../src/providers/contract/assumptions.ts'
import {API_KEY, NEW_WEBHOOK, standingClock, startApivideo} from '../support/apivideo.ts'
import {following, rendered, retriesCase, testAssumptions} from '../support/assumed.ts'

type Request = Omit<InjectOptions, 'url'> & {readonly url?: string}

const NOW = Date.parse('2026-11-21T12:00:00Z')
const DAY_MS = 86_400_000

/** Sends the requests one after the other to an emulator with these assumptions; returns the last response. */
async function last(assumptions: Assumptions, ...requests: readonly Request[]) {
  await using server = await startApivideo({assumptions, clock: standingClock(NOW)})
  const answers = []
  for (const {method = 'GET', url = '/webhooks', ...rest} of requests) {
    answers.push(await server.ask(method, url, rest))
  }
  const answer = answers.at(-1)
  return {status: answer?.statusCode, body: answer?.body === '' ? '' : answer?.json()}
}

function creation(url: string, events = NEW_WEBHOOK.events): Request {
  return {method: 'POST', url: '/webhooks', payload: {url, events}}
}

/** Creates two webhooks, and returns a page that shows one of them. */
async function firstPage(given: Assumptions) {
  const made = ['https://a.example', 'https://b.example'].map((url) => creation(url))
  const {body} = await last(given, ...made, {url: '/webhooks?pageSize=1'})
  return body
}

function refreshing(refreshToken: string): Request {
  return {method: 'POST', url: '/auth/refresh', payload: {refreshToken}}
}

const expired = signToken(API_KEY, {use: 'refresh', expiresAt: NOW / 1000 - 60}, NOW - DAY_MS)

testAssumptions(apivideo, {
  keyPassesAsBearer: {
    show: async (given) =>
      (await last(given, {headers: {authorization: `Bearer ${API_KEY}`}})).status,
    seen: [
      [true, 200],
      [false, 401],
    ],
  },
  unauthorizedBody: {
    async show(given) {
      const {body} = await last(given, {headers: {authorization: 'Bearer none'}})
      return body === '' ? [] : Object.keys(body)
    },
    seen: [
      ['full', ['type', 'title', 'name', 'status']],
      ['title', ['title', 'status']],
      ['empty', []],
    ],
  },
  refreshTokenSeconds: {
    async show(given) {
      const {body} = await last(given, {
        method: 'POST',
        url: '/auth/api-key',
        payload: {apiKey: API_KEY},
      })
      const [claims = ''] = /eyJ[^.]*\.([^.]*)/.exec(body.refresh_token)?.slice(1) ?? []
      const {exp} = JSON.parse(Buffer.from(claims, 'base64url').toString()) as {exp: number}
      return exp - NOW / 1000
    },
    seen: [
      [1_209_600, 1_209_600],
      [60, 60],
    ],
  },
  badRefreshToken: {
    show: async (given) => [
      (await last(given, refreshing('none'))).status,
      (await last(given, refreshing(expired))).status,
    ],
    seen: [
      ['cause', [400, 401]],
      ['400', [400, 400]],
      ['401', [401, 401]],
    ],
  },
  unknownEvents: {
    show: async (given) =>
      (await last(given, creation('https://a.example', ['video.lost']))).status,
    seen: [
      ['refused', 400],
      ['accepted', 201],
    ],
  },
  badPaging: {
    show: async (given) =>
      (await last(given, {url: '/webhooks?currentPage=0&pageSize=101'})).status,
    seen: [
      ['refused', 400],
      ['ignored', 200],
    ],
  },
  listOrder: {
    show: async (given) => (await firstPage(given)).data[0].url,
    seen: [
      ['oldest', 'https://a.example'],
      ['newest', 'https://b.example'],
    ],
  },
  listLinks: {
    show: async (given) => (await firstPage(given)).pagination.links[0].uri,
    seen: [
      ['absolute', 'http://localhost:80/webhooks?currentPage=1&pageSize=1'],
      ['relative', '/webhooks?currentPage=1&pageSize=1'],
    ],
  },
  accountSuspended: {
    async show(given) {
      const {status, body} = await last(given, {})
      return status === 200 ? status : body
    },
    seen: [
      [false, 200],
      [
        true,
        {
          type: 'https://docs.api.video/reference/authorization-suspended-account',
          title: 'Suspended account',
          name: '',
          status: 403,
        },
      ],
    ],
  },
  deliveryJson: {
    show: (given) =>
      rendered(apivideo, given, {type: 'video.summary.generated', payload: {a: 1}}).body,
    seen: [
      ['compact', '{"a":1}'],
      ['pretty', '{\n  "a": 1\n}'],
    ],
  },
  retries: retriesCase(apivideo),
  retriesUnanswered: {
    show: (given) => following(apivideo, given, {kind: 'failed', reason: 'refused', durationMs: 1}),
    seen: [
      [true, 'again'],
      [false, 'failed'],
    ],
  },
})
