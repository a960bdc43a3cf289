/** What a word can name. */
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

/** Names that mean something else in some commands, by the first word of the command. */
const OF_TOPIC: Readonly<Record<string, Readonly<Record<string, Subject>>>> = {
  profile: {name: 'profile'},
  events: {name: 'own-event'},
  deliveries: {id: 'delivery', ids: 'delivery'},
}

/**
 * Returns what a flag or argument with this name takes; `topic` is the first word of its
 * command.
 */
export function findSubject(name: string, topic = ''): Subject | undefined {
  return OF_TOPIC[topic]?.[name] ?? SUBJECTS[name]
}
