/** What the file of --scenario-file may say, and each of its steps. */
export const SCENARIO_KEYS: readonly {key: string; meaning: string}[] = [
  {key: 'steps', meaning: 'The events, in order. A file may also be this list alone.'},
  {key: 'provider', meaning: 'Whose events they are, where their names do not tell.'},
  {key: 'name', meaning: 'What the output calls the scenario; the path of the file when left out.'},
  {key: 'description', meaning: 'For whoever reads the file.'},
]

export const STEP_KEYS: readonly {key: string; meaning: string}[] = [
  {key: 'event', meaning: 'The event type. Its payload is made anew from the sample.'},
  {
    key: 'after',
    meaning: 'How long after the step before it: 500ms, 2s, 5m. --speed shortens it.',
  },
  {
    key: 'set',
    meaning:
      'Fields that differ from the sample, by name or by path with dots. {{1.videoId}} is the field videoId of the first step, and {{live.videoId}} that of the step called live.',
  },
  {key: 'as', meaning: 'What later steps call it.'},
  {key: 'provider', meaning: 'Whose event it is, where that differs from the other steps.'},
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
