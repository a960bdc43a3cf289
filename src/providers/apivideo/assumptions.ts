import type {Assumption} from '../contract/assumptions.ts'
import {createRetriesAssumption} from '../rules/retries.ts'

/** What api.video leaves open; docs/assumptions.md says what is known of each. */
export const ASSUMPTIONS: readonly Assumption[] = [
  {
    name: 'keyPassesAsBearer',
    description:
      'Whether the API key itself opens the API as a bearer token: the webhook guide sends it so, every other page an access token.',
    default: true,
  },
  {
    name: 'unauthorizedBody',
    description:
      'Body of a 401, of which only titles and pages are listed: like the authentication error that is printed, its title and status alone, or nothing.',
    default: 'full',
    choices: ['full', 'title', 'empty'],
  },
  {
    name: 'accountSuspended',
    description:
      'Whether the account is suspended: with it every call for webhooks is answered 403, whose body is like that of a 401.',
    default: false,
  },
  {
    name: 'refreshTokenSeconds',
    description: 'How long a refresh token lives: enough for a client that refreshes once a day.',
    default: 14 * 24 * 3600,
    pattern: /^[1-9]\d{0,8}$/,
  },
  {
    name: 'badRefreshToken',
    description:
      'Status over a bad refresh token, 400 on one page and 401 on another: by its cause, 401 for one that has run out, or always the same.',
    default: 'cause',
    choices: ['cause', '400', '401'],
  },
  {
    name: 'unknownEvents',
    description: 'What becomes of a webhook for events that are none of the six.',
    default: 'refused',
    choices: ['refused', 'accepted'],
  },
  {
    name: 'badPaging',
    description:
      'A page number or size out of range: refused with the error that is printed for analytics, or as if it were left out.',
    default: 'refused',
    choices: ['refused', 'ignored'],
  },
  {
    name: 'listOrder',
    description: 'Which webhooks a list begins with.',
    default: 'oldest',
    choices: ['oldest', 'newest'],
  },
  {
    name: 'listLinks',
    description:
      'Links of a page: the webhook example has absolute addresses, the guide relative ones.',
    default: 'absolute',
    choices: ['absolute', 'relative'],
  },
  {
    name: 'deliveryJson',
    description: 'How the JSON of a delivery is written: the one that is printed is compact.',
    default: 'compact',
    choices: ['compact', 'pretty'],
  },
  createRetriesAssumption(
    'Further attempts: the guide says three, 3 s apart; an older page three attempts in all.',
  ),
  {
    name: 'retriesUnanswered',
    description:
      'Whether an attempt without an answer (timeout, refused) is repeated as one above 299 is.',
    default: true,
  },
]
