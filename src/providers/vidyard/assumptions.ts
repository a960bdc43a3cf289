import type {Assumption} from '../contract/assumptions.ts'
import {createRetriesAssumption} from '../rules/retries.ts'
import {KEY_ASSUMPTIONS} from './proof.ts'

/** What Vidyard leaves open; docs/assumptions.md says what is known of each. */
export const ASSUMPTIONS: readonly Assumption[] = [
  ...KEY_ASSUMPTIONS,
  {
    name: 'tokenOrganization',
    description:
      'The organization that the token belongs to; others are answered with 403. With any it opens all: the second API, whose paths name none, reaches all and creates in 1.',
    default: 'any',
    pattern: /^(?:any|[1-9]\d{0,14})$/,
  },
  {
    name: 'missingAccept',
    description:
      'What becomes of Dashboard requests without an Accept header: the real service was seen ' +
      'to refuse one with 406, the documentation speaks of wrong values only.',
    default: 'refused',
    choices: ['refused', 'accepted'],
  },
  {
    name: 'jsonSuffix',
    description:
      'Whether paths of the Dashboard API may end in .json, as those of its examples do.',
    default: true,
  },
  {
    name: 'listEnvelope',
    description: 'The key under which the second API lists webhooks; none for a bare array.',
    default: 'none',
    choices: ['none', 'webhooks', 'data'],
  },
  {
    name: 'missingContentType',
    description: 'A Dashboard request with a body and no Content-Type header.',
    default: 'accepted',
    choices: ['accepted', 'refused'],
  },
  {
    name: 'errorShape',
    description:
      'Bodies of errors, of which one is known by its beginning: the sentence as error, in a list errors, or as message.',
    default: 'error',
    choices: ['error', 'errors', 'message'],
  },
  {
    name: 'badAttributeStatus',
    description:
      'Status over a bad attribute: these pages list 400, other Vidyard pages 422 for the same.',
    default: 400,
    choices: ['400', '422'],
  },
  {
    name: 'headerToken',
    description:
      'Whether a token counts that stands in the header Authorization, as a bearer token.',
    default: 'ignored',
    choices: ['ignored', 'accepted'],
  },
  {
    name: 'integrationsMediaTypes',
    description: 'Whether the rule of media types, with its 406, holds for the second API too.',
    default: 'free',
    choices: ['free', 'checked'],
  },
  {
    name: 'integrationsCreated',
    description: 'Status of a creation through the second API.',
    default: 201,
    choices: ['200', '201'],
  },
  {
    name: 'integrationsChanged',
    description:
      'Answer to a change through the second API: the webhook as in the list, its number alone, or 204 and nothing.',
    default: 'webhook',
    choices: ['webhook', 'number', 'none'],
  },
  {
    name: 'integrationsDeleted',
    description:
      'Answer to a deletion through the second API: as of the Dashboard API, or 204 and nothing.',
    default: 'status',
    choices: ['status', 'none'],
  },
  {
    name: 'validWhile',
    description:
      'When is_valid is true: while the webhook is enabled, while its deliveries succeed too, or always.',
    default: 'enabled',
    choices: ['enabled', 'delivering', 'always'],
  },
  {
    name: 'playerBody',
    description:
      'Bodies of player events, of which nothing is published: the fields of the player in a field of their own, or beside the others.',
    default: 'nested',
    choices: ['nested', 'flat'],
  },
  createRetriesAssumption('Nothing is documented: the schedule that Standard Webhooks recommends.'),
]
