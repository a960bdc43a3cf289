import type {Assumption} from '../contract/assumptions.ts'
import {createRetriesAssumption} from '../rules/retries.ts'

/** What api.video does not document; docs/assumptions.md says what is known about each. */
export const ASSUMPTIONS: readonly Assumption[] = [
  {
    name: 'keyPassesAsBearer',
    description:
      'Whether the API accepts the API key itself as a bearer token: the webhook guide sends it like that, all other pages an access token.',
    default: true,
  },
  {
    name: 'unauthorizedBody',
    description:
      'Body of a 401 (only titles and pages are listed): like the one documented authentication error, only its title and status, or empty.',
    default: 'full',
    choices: ['full', 'title', 'empty'],
  },
  {
    name: 'accountSuspended',
    description:
      'Whether the account is suspended: if so, every webhook request is answered with 403 and a body like that of a 401.',
    default: false,
  },
  {
    name: 'refreshTokenSeconds',
    description:
      'How long a refresh token is valid: long enough for a client that refreshes once a day.',
    default: 14 * 24 * 3600,
    pattern: /^[1-9]\d{0,8}$/,
  },
  {
    name: 'badRefreshToken',
    description:
      'Status for an invalid refresh token (400 on one page, 401 on another): depending on the cause, with 401 for an expired one, or always the same.',
    default: 'cause',
    choices: ['cause', '400', '401'],
  },
  {
    name: 'unknownEvents',
    description: 'What happens to a webhook for events other than the six.',
    default: 'refused',
    choices: ['refused', 'accepted'],
  },
  {
    name: 'badPaging',
    description:
      'A page number or size out of range: rejected with the error documented for analytics, or treated as if it were left out.',
    default: 'refused',
    choices: ['refused', 'ignored'],
  },
  {
    name: 'listOrder',
    description: 'Whether lists start with the oldest or the newest webhooks.',
    default: 'oldest',
    choices: ['oldest', 'newest'],
  },
  {
    name: 'listLinks',
    description: 'Links of a page: absolute in the webhook example, relative in the guide.',
    default: 'absolute',
    choices: ['absolute', 'relative'],
  },
  {
    name: 'deliveryJson',
    description: 'Formatting of the JSON in a delivery: the one documented example is compact.',
    default: 'compact',
    choices: ['compact', 'pretty'],
  },
  createRetriesAssumption(
    'Retries: the guide says three, 3 s apart; an older page says three attempts in total.',
  ),
  {
    name: 'retriesUnanswered',
    description:
      'Whether an attempt without a response (timeout, connection refused) is retried like a status above 299.',
    default: true,
  },
]
