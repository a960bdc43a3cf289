/** What a word can be the name of. */
export type Subject =
  | 'event'
  | 'own-event'
  | 'scenario'
  | 'provider'
  | 'profile'
  | 'vendor'
  | 'kind'
  | 'webhook'
  | 'delivery'

const SUBJECTS: Readonly<Record<string, Subject>> = {
  event: 'event',
  events: 'event',
  type: 'event',
  scenario: 'scenario',
  provider: 'provider',
  profile: 'profile',
  vendor: 'vendor',
  kind: 'kind',
  webhook: 'webhook',
  id: 'webhook',
  ids: 'webhook',
  delivery: 'delivery',
}

/** Commands whose plain names and ids are of something of their own, by their first word. */
const OF_TOPIC: Readonly<Record<string, Readonly<Record<string, Subject>>>> = {
  profile: {name: 'profile'},
  events: {name: 'own-event'},
  deliveries: {id: 'delivery', ids: 'delivery'},
}

/** What a flag or an argument of this name stands for; `topic` is the first word of its command. */
export function subjectOf(name: string, topic = ''): Subject | undefined {
  return OF_TOPIC[topic]?.[name] ?? SUBJECTS[name]
}
