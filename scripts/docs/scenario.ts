/** The keys of a scenario file. */
export const SCENARIO_KEYS: readonly {key: string; meaning: string}[] = [
  {key: 'steps', meaning: 'The events, in order. A file may also consist of this list alone.'},
  {key: 'provider', meaning: 'The provider, if the event names do not identify it.'},
  {key: 'name', meaning: 'Name shown in the output; the path of the file by default.'},
  {key: 'description', meaning: 'A note for people who read the file.'},
]

/** The keys of a step. */
export const STEP_KEYS: readonly {key: string; meaning: string}[] = [
  {key: 'event', meaning: 'The event type. Its payload is generated from the sample.'},
  {
    key: 'after',
    meaning: 'Delay after the previous step: 500ms, 2s, 5m. --speed shortens it.',
  },
  {
    key: 'set',
    meaning:
      'Fields to change in the payload, by name or dotted path. {{1.videoId}} is the videoId of the first step, {{live.videoId}} that of the step named live.',
  },
  {key: 'as', meaning: 'Name by which later steps refer to this one.'},
  {key: 'provider', meaning: 'The provider of this event, if it differs from that of the file.'},
]

export const SCENARIO_EXAMPLE = `steps:
  - event: video.source.recorded
    as: live
  - event: video.encoding.quality.completed
    after: 2s
    set:
      videoId: '{{live.videoId}}'
      quality: 720p
  - event: video.caption.generated
    after: 500ms
    set:
      videoId: '{{live.videoId}}'
      language: fr
`
