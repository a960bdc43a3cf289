import Fastify, {type InjectOptions} from 'fastify'
import {systemClock} from '../../src/core/clock.ts'
import {findReceiverUrlProblem} from '../../src/core/net/receiver-url.ts'
import {completeAssumptions, type Assumptions} from '../../src/providers/contract/assumptions.ts'
import {emulateVidyard} from '../../src/providers/vidyard/emulator/routes.ts'
import {vidyard} from '../../src/providers/vidyard/index.ts'
import {openStore} from '../../src/store/index.ts'

export const AUTH_TOKEN = 'test-token'
export const ANALYTICS = '/dashboard/v1/organizations/6871/webhooks/analytics'
export const PLAYERS = '/dashboard/v1/organizations/6871/webhooks/players'
export const INTEGRATIONS = '/v1/integrations/webhooks'
export const NEW_ANALYTICS = {
  url: 'https://example.com/in',
  security_key: 'sesame',
  event_subscriptions: ['view', 'attention_span'],
}
export const NEW_PLAYERS = {...NEW_ANALYTICS, event_subscriptions: ['videofacade_create']}

type Method = NonNullable<InjectOptions['method']>

/** Vidyard's emulator alone, on an in-memory store. The names in `given` are `vidyard.NAME`. */
export async function startVidyard(given: Assumptions = {}) {
  const store = await openStore('memory:', systemClock)
  const app = Fastify({forceCloseConnections: true})
  await app.register(emulateVidyard, {
    store,
    apiKey: AUTH_TOKEN,
    clock: systemClock,
    rateLimit: 'off',
    assume: completeAssumptions(vidyard, given),
    findUrlProblem: findReceiverUrlProblem,
    publish: () => Promise.reject(new Error('Vidyard triggers nothing')),
  })

  return {
    app,
    store,
    /** Makes a request without a socket, like curl: any Accept, and the token in the query. */
    ask: (method: Method, url: string, rest: InjectOptions = {}) =>
      app.inject({
        method,
        url,
        query: {auth_token: AUTH_TOKEN},
        ...rest,
        headers: {accept: '*/*', ...rest.headers},
      }),
    async [Symbol.asyncDispose]() {
      await app.close()
      await store.close()
    },
  }
}
