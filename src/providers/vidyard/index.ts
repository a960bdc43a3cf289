import {defined} from '../../core/defined.ts'
import {STANDARD_RETRIES} from '../../core/delivery.ts'
import type {WebhookApi} from '../../core/webhook.ts'
import {HttpClient} from '../../http/client.ts'
import type {ConnectOptions, VendorClient} from '../contract/client.ts'
import type {EventType, Scenario} from '../contract/events.ts'
import type {Provider} from '../provider.ts'
import {ASSUMPTIONS} from './assumptions.ts'
import {toAnalyticsUrl, BASE_URL, findSentence, createWebhookApi} from './client.ts'
import {
  KEY_OPTION,
  prove,
  getRecipe,
  render,
  listSecretPlaces,
  findSecretProblem,
  verify,
} from './proof.ts'
import attentionSpan from './samples/attention_span.json' with {type: 'json'}
import identifiedView from './samples/identified_view.json' with {type: 'json'}
import playlistCreate from './samples/playlist_create.json' with {type: 'json'}
import playlistDestroy from './samples/playlist_destroy.json' with {type: 'json'}
import playlistUpdate from './samples/playlist_update.json' with {type: 'json'}
import videofacadeCreate from './samples/videofacade_create.json' with {type: 'json'}
import videofacadeDestroy from './samples/videofacade_destroy.json' with {type: 'json'}
import videofacadeUpdate from './samples/videofacade_update.json' with {type: 'json'}
import view from './samples/view.json' with {type: 'json'}
import {EVENTS_OF, type EventName, KINDS, createSecret, PAYLOADS} from './wire.ts'

const ABOUT: Readonly<Record<EventName, Pick<EventType, 'description' | 'sample'>>> = {
  view: {
    description: 'A viewer has watched 0, 25, 50, 75 or 100 percent of a video.',
    sample: view,
  },
  identified_view: {
    description:
      'A viewer with a known email address played a video; sent after the length of the video.',
    sample: identifiedView,
  },
  attention_span: {
    description: 'How often one viewer watched each part of a video on one day.',
    sample: attentionSpan,
  },
  videofacade_create: {
    description: 'A player with one video was created.',
    sample: videofacadeCreate,
  },
  videofacade_update: {
    description: 'A player with one video was changed.',
    sample: videofacadeUpdate,
  },
  videofacade_destroy: {
    description: 'A player with one video was deleted.',
    sample: videofacadeDestroy,
  },
  playlist_create: {description: 'A playlist was created.', sample: playlistCreate},
  playlist_update: {description: 'A playlist was changed.', sample: playlistUpdate},
  playlist_destroy: {description: 'A playlist was deleted.', sample: playlistDestroy},
}

const EVENT_TYPES: EventType[] = KINDS.flatMap((kind) =>
  EVENTS_OF[kind].map((name) => ({name, kind, schema: PAYLOADS[name], ...ABOUT[name]})),
)

/** Fields of the first step that all events about the same viewer and video share. */
const SAME_VIEWER = Object.fromEntries(
  ['visitor_vidyard_uuid', 'player_uuid', 'video_id'].map((name) => [name, `{{1.${name}}}`]),
)
const SAME_LOAD = {...SAME_VIEWER, player_load_id: '{{1.player_load_id}}'}

/**
 * A video of 20 seconds, as in the sample of attention_span. The vendor's page says what is sent at
 * which mark; the time of attention_span is our choice.
 */
const SCENARIOS: Scenario[] = [
  {
    name: 'full-watch',
    description: 'A viewer with a known email address watches a 20-second video to the end.',
    steps: [
      {event: 'view', afterMs: 0, set: {percent_watched: 0}},
      ...[25, 50, 75, 100].map((percent) => ({
        event: 'view',
        afterMs: 5000,
        set: {...SAME_LOAD, percent_watched: percent},
      })),
      {event: 'identified_view', afterMs: 500, set: {...SAME_LOAD, percent_watched: 100}},
      {event: 'attention_span', afterMs: 4500, set: SAME_VIEWER},
    ],
  },
]

const PLAYERS_ONLY = {kinds: ['players']}

const CAPABILITIES: VendorClient['capabilities'] = {
  create: 'yes',
  list: {
    ...PLAYERS_ONLY,
    recorded: true,
    reason: 'Vidyard does not list player webhooks.',
    instead: 'hooks list shows those created on this machine, marked as such.',
  },
  get: {
    ...PLAYERS_ONLY,
    recorded: true,
    reason: 'Vidyard does not show player webhooks.',
    instead: 'hooks get shows those created on this machine, without the security key.',
  },
  update: {
    ...PLAYERS_ONLY,
    reason: 'Vidyard cannot change player webhooks.',
    instead: 'Delete the webhook and create it again; it gets a new id.',
  },
  delete: 'yes',
  enable: {
    reason: 'Vidyard cannot enable or disable webhooks.',
    instead: 'Delete the webhook, and create it again when you need it.',
  },
  test: {
    reason: 'Vidyard sends no test events.',
    instead: 'hooks trigger fetches the URL and the security key, and sends a sample itself.',
  },
  secret: {
    ...PLAYERS_ONLY,
    reason: 'Vidyard does not show the security key of a player webhook.',
    instead: 'hooks create shows it, once.',
  },
}

export const vidyard: Provider = {
  name: 'vidyard',
  label: 'Vidyard',
  scope: {
    label: 'organization',
    form: {pattern: /^[1-9]\d{0,14}$/, words: 'a whole number', example: '6871'},
  },
  account: {
    environments: [{profile: 'vidyard', label: 'Vidyard', baseUrl: BASE_URL}],
    credentials: [
      {name: 'authToken', label: 'auth token', env: 'HOOKS_VIDYARD_AUTH_TOKEN', secret: true},
    ],
  },
  webhooks: {
    kinds: KINDS,
    options: [
      {
        name: 'settings',
        description: 'Settings of a player webhook, passed on unchanged.',
        type: 'object',
        kind: 'players',
      },
      KEY_OPTION,
    ],
    areNumbered: true,
  },
  events: {types: EVENT_TYPES, canFilter: true, scenarios: SCENARIOS},
  sending: {
    render,
    // No schedule is documented; this one is our choice.
    retryPolicy: STANDARD_RETRIES,
  },
  proof: {
    getRecipe,
    prove,
    verify,
    listSecretPlaces,
    createSecret,
    findSecretProblem,
  },
  client: {capabilities: CAPABILITIES, connect},
  assumptions: ASSUMPTIONS,
}

function connect(options: ConnectOptions): WebhookApi {
  const {credentials, baseUrl, scope, timeoutMs, network} = options
  const authToken = credentials['authToken'] ?? ''
  const http = (url: string) =>
    new HttpClient({
      baseUrl: url,
      label: vidyard.label,
      // Vidyard asks for it on every request, with or without a body.
      headers: {'content-type': 'application/json'},
      ...defined({timeoutMs}),
      network,
      findSentence,
      secrets: {values: [authToken], fields: ['auth_token', 'security_key']},
      hints: {
        unauthorized:
          'check the auth token with: hooks login; a token is valid for one organization and one role',
      },
    })
  return createWebhookApi({
    dashboard: http(baseUrl),
    analytics: http(toAnalyticsUrl(baseUrl)),
    authToken,
    organization: scope,
  })
}
