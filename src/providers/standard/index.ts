import {STANDARD_RETRIES} from '../../core/delivery.ts'
import type {Provider} from '../provider.ts'
import {findOptionsProblem, getRecipe, chooseSigningSecret, verify} from './proof.ts'

/**
 * Your own events, sent according to Standard Webhooks. The platform is the hooks server itself:
 * there is no vendor with an API or headers of its own, and everything that hooks can do works.
 *
 * Source: https://github.com/standard-webhooks/standard-webhooks spec/standard-webhooks.md,
 * read 2026-11-20.
 */
export const standard: Provider = {
  name: 'standard',
  label: 'Standard Webhooks',
  scope: {label: 'customer'},
  account: {environments: [], credentials: []},
  webhooks: {
    options: [
      {
        name: 'signature',
        description: 'v1 (HMAC-SHA256 with a shared secret, the default) or v1a (ed25519).',
        type: 'string',
      },
    ],
    findOptionsProblem,
  },
  events: {types: [], hasOwnTypes: true, canFilter: true, scenarios: []},
  sending: {
    render: ({event}) => ({body: JSON.stringify(event.payload), contentType: 'application/json'}),
    retryPolicy: STANDARD_RETRIES,
  },
  proof: {
    getRecipe,
    /** Every delivery has the Standard Webhooks headers anyway. */
    prove: () => ({}),
    verify,
    createSigningSecret: ({options, given}) => chooseSigningSecret(options, given),
  },
  client: {
    capabilities: {
      create: 'yes',
      list: 'yes',
      get: 'yes',
      update: 'yes',
      delete: 'yes',
      enable: 'yes',
      test: 'yes',
      secret: 'yes',
    },
  },
  assumptions: [],
}
