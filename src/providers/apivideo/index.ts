import {defined} from '../../core/defined.ts'
import type {WebhookApi} from '../../core/webhook.ts'
import {HttpClient} from '../../http/client.ts'
import type {ConnectOptions, VendorClient} from '../contract/client.ts'
import type {EventType, Scenario} from '../contract/events.ts'
import type {Provider} from '../provider.ts'
import {ASSUMPTIONS} from './assumptions.ts'
import {findSentence, createWebhookApi} from './client.ts'
import {prove, getRecipe, verify} from './proof.ts'
import captionGenerated from './samples/video.caption.generated.json' with {type: 'json'}
import encodingCompleted from './samples/video.encoding.quality.completed.json' with {type: 'json'}
import broadcastEnded from './samples/live-stream.broadcast.ended.json' with {type: 'json'}
import broadcastStarted from './samples/live-stream.broadcast.started.json' with {type: 'json'}
import sourceRecorded from './samples/video.source.recorded.json' with {type: 'json'}
import summaryGenerated from './samples/video.summary.generated.json' with {type: 'json'}
import {MAX_WEBHOOKS, createSecret, createWebhookId, PAYLOADS} from './wire.ts'

/** 3 retries, 3 seconds apart: the guide's section "Retries and failed webhooks". */
const RETRY_DELAYS_MS = [3000, 3000, 3000]

const ENCODING = 'video.encoding.quality.completed'

const EVENT_TYPES: EventType[] = [
  {
    name: 'live-stream.broadcast.started',
    description: 'A live stream has started broadcasting.',
    schema: PAYLOADS['live-stream.broadcast.started'],
    sample: broadcastStarted,
  },
  {
    name: 'live-stream.broadcast.ended',
    description: 'A live stream has stopped broadcasting.',
    schema: PAYLOADS['live-stream.broadcast.ended'],
    sample: broadcastEnded,
  },
  {
    name: 'video.source.recorded',
    description: 'A live stream was recorded, and the recording is waiting to be encoded.',
    schema: PAYLOADS['video.source.recorded'],
    sample: sourceRecorded,
  },
  {
    name: ENCODING,
    description: 'One encoding of a video is ready: once for mp4, once for each quality of hls.',
    schema: PAYLOADS[ENCODING],
    sample: encodingCompleted,
  },
  {
    name: 'video.caption.generated',
    description: 'Captions of a video were generated.',
    schema: PAYLOADS['video.caption.generated'],
    sample: captionGenerated,
  },
  {
    name: 'video.summary.generated',
    description: 'A summary of a video was generated.',
    schema: PAYLOADS['video.summary.generated'],
    sample: summaryGenerated,
  },
]

/** The guide names the events of an upload in 720p; their order and pace are chosen by hooks. */
const SCENARIOS: Scenario[] = [
  {
    name: 'upload-720p',
    description: 'A video is uploaded in 720p: four hls qualities and one mp4.',
    steps: [
      {event: ENCODING, afterMs: 0, set: {encoding: 'hls', quality: '240p'}},
      ...[
        {afterMs: 1000, encoding: 'hls', quality: '360p'},
        {afterMs: 1500, encoding: 'hls', quality: '480p'},
        {afterMs: 2500, encoding: 'hls', quality: '720p'},
        {afterMs: 1000, encoding: 'mp4', quality: '720p'},
      ].map(({afterMs, ...encoding}) => ({
        event: ENCODING,
        afterMs,
        set: {videoId: '{{1.videoId}}', ...encoding},
      })),
    ],
  },
  {
    name: 'live-stream',
    description: 'A live stream begins, ends, is recorded and encoded.',
    steps: [
      {event: 'live-stream.broadcast.started', afterMs: 0},
      {
        event: 'live-stream.broadcast.ended',
        afterMs: 5000,
        set: {liveStreamId: '{{1.liveStreamId}}'},
      },
      {event: 'video.source.recorded', afterMs: 1000, set: {liveStreamId: '{{1.liveStreamId}}'}},
      ...[
        {afterMs: 3000, encoding: 'hls', quality: '720p'},
        {afterMs: 1000, encoding: 'mp4', quality: '720p'},
      ].map(({afterMs, ...encoding}) => ({
        event: ENCODING,
        afterMs,
        set: {videoId: '{{3.videoId}}', liveStreamId: '{{1.liveStreamId}}', ...encoding},
      })),
    ],
  },
]

const CAPABILITIES: VendorClient['capabilities'] = {
  create: 'yes',
  list: 'yes',
  get: 'yes',
  update: {
    reason: 'api.video has no update.',
    instead: 'Delete the webhook and create it again; it gets a new id and a new secret.',
  },
  delete: 'yes',
  enable: {
    reason: 'api.video cannot disable a webhook.',
    instead: 'Delete the webhook and create it again when you need it.',
  },
  test: {
    reason: 'api.video sends no test events.',
    instead: 'hooks trigger fetches the URL and the secret, and sends a signed sample itself.',
  },
  secret: 'yes',
}

export const apivideo: Provider = {
  name: 'apivideo',
  label: 'api.video',
  account: {
    environments: [
      {profile: 'apivideo', label: 'api.video', baseUrl: 'https://ws.api.video'},
      {
        profile: 'apivideo-sandbox',
        label: 'api.video sandbox',
        baseUrl: 'https://sandbox.api.video',
      },
    ],
    credentials: [{name: 'apiKey', label: 'API key', env: 'HOOKS_APIVIDEO_API_KEY', secret: true}],
  },
  webhooks: {options: [], maxPerScope: MAX_WEBHOOKS, createId: createWebhookId},
  events: {types: EVENT_TYPES, canFilter: true, scenarios: SCENARIOS},
  sending: {
    render: ({event, assume}) => ({
      body: JSON.stringify(event.payload, undefined, assume['deliveryJson'] === 'pretty' ? 2 : 0),
      contentType: 'application/json',
    }),
    retryPolicy: {delaysMs: RETRY_DELAYS_MS, jitter: 0, honoursRetryAfter: false},
    adjustRetries: (policy, {retriesUnanswered}) => ({
      ...policy,
      retriesUnanswered: retriesUnanswered === true,
    }),
  },
  proof: {getRecipe, prove, verify, createSecret},
  client: {capabilities: CAPABILITIES, connect},
  assumptions: ASSUMPTIONS,
}

function connect({credentials, baseUrl, timeoutMs, network}: ConnectOptions): WebhookApi {
  const apiKey = credentials['apiKey'] ?? ''
  return createWebhookApi(
    new HttpClient({
      baseUrl,
      label: apivideo.label,
      headers: {authorization: `Basic ${Buffer.from(`${apiKey}:`).toString('base64')}`},
      ...defined({timeoutMs}),
      network,
      retryAfterHeader: 'x-ratelimit-retry-after',
      findSentence,
      hints: {
        unauthorized:
          'check the API key with: hooks login; production and sandbox have different keys',
      },
    }),
  )
}
