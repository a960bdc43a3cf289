import type {Assumption} from '../contract/assumptions.ts'
import {createRetriesAssumption} from '../rules/retries.ts'
import {KEY_ASSUMPTIONS} from './proof.ts'

/** What Vidyard does not document; docs/assumptions.md says what is known about each point. */
export const ASSUMPTIONS: readonly Assumption[] = [
  ...KEY_ASSUMPTIONS,
  {
    name: 'tokenOrganization',
    description:
      'The organization that the token belongs to; requests for others get 403. With any, the token has access to all: the second API, whose paths name no organization, then acts on all and creates webhooks in 1.',
    default: 'any',
    pattern: /^(?:any|[1-9]\d{0,14})$/,
  },
  {
    name: 'missingAccept',
    description:
      'How Dashboard requests without an Accept header are treated: the real service was seen ' +
      'to refuse one with 406, but the documentation mentions wrong values only.',
    default: 'refused',
    choices: ['refused', 'accepted'],
  },
  {
    name: 'jsonSuffix',
    description: 'Whether paths of the Dashboard API may end in .json, as they do in its examples.',
    default: true,
  },
  {
    name: 'listEnvelope',
    description:
      'The key that holds the list of webhooks in the second API; none means a bare array.',
    default: 'none',
    choices: ['none', 'webhooks', 'data'],
  },
  {
    name: 'missingContentType',
    description: 'How Dashboard requests with a body but no Content-Type header are treated.',
    default: 'accepted',
    choices: ['accepted', 'refused'],
  },
  {
    name: 'errorShape',
    description:
      'Shape of error bodies (only the beginning of one is known): the message under error, in a list errors, or under message.',
    default: 'error',
    choices: ['error', 'errors', 'message'],
  },
  {
    name: 'badAttributeStatus',
    description:
      'Status for an invalid attribute: the webhook pages list 400, other Vidyard pages 422.',
    default: 400,
    choices: ['400', '422'],
  },
  {
    name: 'headerToken',
    description:
      'Whether a bearer token in the Authorization header is accepted; none is documented.',
    default: 'ignored',
    choices: ['ignored', 'accepted'],
  },
  {
    name: 'integrationsMediaTypes',
    description: 'Whether the second API checks media types too, and answers 406.',
    default: 'free',
    choices: ['free', 'checked'],
  },
  {
    name: 'integrationsCreated',
    description: 'Status of the response when the second API creates a webhook.',
    default: 201,
    choices: ['200', '201'],
  },
  {
    name: 'integrationsChanged',
    description:
      'Response of the second API to a change: the webhook as in the list, only its number, or 204 without a body.',
    default: 'webhook',
    choices: ['webhook', 'number', 'none'],
  },
  {
    name: 'integrationsDeleted',
    description:
      'Response of the second API to a deletion: the same as from the Dashboard API, or 204 without a body.',
    default: 'status',
    choices: ['status', 'none'],
  },
  {
    name: 'validWhile',
    description:
      'When is_valid is true: while the webhook is enabled, while it is enabled and its deliveries succeed, or always.',
    default: 'enabled',
    choices: ['enabled', 'delivering', 'always'],
  },
  {
    name: 'playerBody',
    description:
      'Shape of the bodies of player events, which are not published: the fields of the player in a field player, or next to the other fields.',
    default: 'nested',
    choices: ['nested', 'flat'],
  },
  createRetriesAssumption(
    'No schedule is documented; the default is the one that Standard Webhooks recommends.',
  ),
]
