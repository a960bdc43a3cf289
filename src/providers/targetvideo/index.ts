import {STANDARD_RETRIES} from '../../core/delivery.ts'
import type {Payload} from '../../core/event.ts'
import type {VendorClient} from '../contract/client.ts'
import type {EventType, Scenario} from '../contract/events.ts'
import type {Provider} from '../provider.ts'
import {ASSUMPTIONS} from './assumptions.ts'
import {getRecipe, listSecretPlaces, verify} from './proof.ts'
import addPlaylist from './samples/add_playlist.json' with {type: 'json'}
import addVideo from './samples/add_video.json' with {type: 'json'}
import addVideosToPlaylist from './samples/add_videos_to_playlist.json' with {type: 'json'}
import deleteVideo from './samples/delete_video.json' with {type: 'json'}
import deleteVideoFromPlaylist from './samples/delete_video_from_playlist.json' with {type: 'json'}
import editPlaylist from './samples/edit_playlist.json' with {type: 'json'}
import editSnapshot from './samples/edit_snapshot.json' with {type: 'json'}
import editVideo from './samples/edit_video.json' with {type: 'json'}
import livestreamAddV2 from './samples/livestream_add_v2.json' with {type: 'json'}
import livestreamDelete from './samples/livestream_delete.json' with {type: 'json'}
import livestreamEdit from './samples/livestream_edit.json' with {type: 'json'}
import scheduleAdd from './samples/livestreamschedule_add.json' with {type: 'json'}
import scheduleDelete from './samples/livestreamschedule_delete.json' with {type: 'json'}
import scheduleEdit from './samples/livestreamschedule_edit.json' with {type: 'json'}
import sdEncoded from './samples/sd_encoded.json' with {type: 'json'}
import sortVideosInPlaylist from './samples/sort_videos_in_playlist.json' with {type: 'json'}
import videoEncoded from './samples/video_encoded.json' with {type: 'json'}
import {
  EVENT_NAMES,
  type EventName,
  createSecret,
  findOptionsProblem,
  createPayloadSchema,
  render,
} from './wire.ts'

/** The vendor's own descriptions, shortened; its page calls the list "a couple of major webhooks". */
const EVENTS: Readonly<
  Record<EventName, {readonly description: string; readonly sample: Payload}>
> = {
  add_video: {description: 'A video was added to the website.', sample: addVideo},
  edit_video: {description: 'A video was edited.', sample: editVideo},
  delete_video: {description: 'A video was deleted.', sample: deleteVideo},
  video_encoded: {
    description: 'A video is fully encoded: all of its renditions exist.',
    sample: videoEncoded,
  },
  sd_encoded: {
    description: 'The SD rendition of a video is ready; every video has one.',
    sample: sdEncoded,
  },
  add_playlist: {description: 'A playlist was created.', sample: addPlaylist},
  edit_playlist: {description: 'A playlist was edited.', sample: editPlaylist},
  add_videos_to_playlist: {
    description: 'A video was added to a playlist.',
    sample: addVideosToPlaylist,
  },
  delete_video_from_playlist: {
    description: 'A video was removed from a playlist.',
    sample: deleteVideoFromPlaylist,
  },
  sort_videos_in_playlist: {
    description: 'The order of a playlist changed, for example because a video was added.',
    sample: sortVideosInPlaylist,
  },
  edit_snapshot: {description: 'The snapshot of a video was edited.', sample: editSnapshot},
  livestream_add_v2: {description: 'A live stream was added.', sample: livestreamAddV2},
  livestream_edit: {description: 'A live stream was edited.', sample: livestreamEdit},
  livestream_delete: {description: 'A live stream was deleted.', sample: livestreamDelete},
  livestreamschedule_add: {
    description: 'A schedule of a live stream was added.',
    sample: scheduleAdd,
  },
  livestreamschedule_edit: {
    description: 'A schedule of a live stream was edited.',
    sample: scheduleEdit,
  },
  livestreamschedule_delete: {
    description: 'A schedule of a live stream was deleted.',
    sample: scheduleDelete,
  },
}

/** The only event whose body the vendor's page shows. */
const PRINTED: EventName = 'sd_encoded'

const EVENT_TYPES: EventType[] = EVENT_NAMES.map((name) => {
  const {description, sample} = EVENTS[name]
  const schema = createPayloadSchema(sample, {isPrinted: name === PRINTED})
  return {name, description, schema, sample}
})

const FIRST_VIDEO = '{{1.response.Video.id}}'
const FIRST_PLAYLIST = '{{1.response.Playlist.id}}'
const OF_FIRST_VIDEO = {response: {Video: {id: FIRST_VIDEO}}, data: {Video: {id: FIRST_VIDEO}}}

/** The order follows the wording of the vendor's page; the pace is our choice. */
const SCENARIOS: Scenario[] = [
  {
    name: 'upload',
    description: 'A video is added and encoded: first in SD, then in all renditions.',
    steps: [
      {event: 'add_video', afterMs: 0},
      {event: 'sd_encoded', afterMs: 5000, set: OF_FIRST_VIDEO},
      {event: 'video_encoded', afterMs: 10_000, set: OF_FIRST_VIDEO},
    ],
  },
  {
    name: 'playlist-add',
    description: 'A video is added to a playlist, which changes the order of the playlist.',
    steps: [
      {event: 'add_videos_to_playlist', afterMs: 0},
      {
        event: 'sort_videos_in_playlist',
        afterMs: 500,
        set: {
          response: {Playlist: {id: FIRST_PLAYLIST}},
          data: {Playlist: {id: FIRST_PLAYLIST, sort: `${FIRST_VIDEO},7654320`}},
        },
      },
    ],
  },
]

const NO_API = 'TargetVideo has no API for webhooks.'
const CONSOLE =
  "Set it in TargetVideo's web console, in the settings of the website: Endpoint URL, Secret key and Timeout."
const LOCAL = 'A hooks server can do it: --profile local --provider targetvideo.'

const CAPABILITIES: VendorClient['capabilities'] = {
  create: {reason: NO_API, instead: `${CONSOLE} ${LOCAL}`},
  list: {reason: NO_API, instead: `The web console shows it. ${LOCAL}`},
  get: {reason: NO_API, instead: `The web console shows it. ${LOCAL}`},
  update: {reason: NO_API, instead: `${CONSOLE} ${LOCAL}`},
  delete: {reason: NO_API, instead: `Empty the Endpoint URL in the web console. ${LOCAL}`},
  enable: {reason: NO_API, instead: `Set or empty the Endpoint URL in the web console. ${LOCAL}`},
  test: {
    reason: 'TargetVideo sends no test events.',
    instead:
      'hooks trigger EVENT --to URL --secret-file FILE sends a sample straight to a receiver.',
  },
  secret: {reason: NO_API, instead: `The Secret key is in the web console. ${LOCAL}`},
}

export const targetvideo: Provider = {
  name: 'targetvideo',
  label: 'TargetVideo',
  scope: {
    label: 'website',
    form: {
      pattern: /^[\w-]{1,100}$/,
      words: '1 to 100 letters, digits, - or _',
      example: '12345',
    },
  },
  account: {environments: [], credentials: []},
  webhooks: {
    maxPerScope: 1,
    options: [
      {
        name: 'timeout',
        description: 'Seconds to wait before a delivery is sent; the vendor calls this Timeout.',
        type: 'number',
      },
    ],
    findOptionsProblem,
  },
  events: {types: EVENT_TYPES, canFilter: false, scenarios: SCENARIOS},
  sending: {
    render,
    chooseMethod: ({method}) => (method === 'PUT' ? 'PUT' : 'POST'),
    retryPolicy: STANDARD_RETRIES,
    adjustRetries: (policy, {expectedAnswer}) => ({
      ...policy,
      takesAnyAnswer: expectedAnswer === 'any',
    }),
  },
  proof: {
    getRecipe,
    prove: () => ({}),
    verify,
    listSecretPlaces,
    createSecret,
  },
  client: {capabilities: CAPABILITIES},
  assumptions: ASSUMPTIONS,
}
