import {DesiredEntry} from '../../src/actions/desired/schema.ts'

/** What each webhook of hooks.yaml may say, as the schema has it. */
export const DESIRED_KEYS: readonly {key: string; meaning: string}[] = Object.entries(
  DesiredEntry.properties,
).map(([key, schema]) => ({
  key,
  meaning: 'description' in schema ? String(schema.description) : '',
}))

/** What `delivery` may hold; the schema gives the types. */
export const DELIVERY_KEYS: readonly {key: string; meaning: string}[] = [
  {key: 'retries', meaning: 'vendor, standard, or delays such as 5s,5m,30m.'},
  {key: 'fifo', meaning: 'Strictly one after another, in order.'},
  {key: 'rateLimit', meaning: 'Most attempts in a second.'},
  {key: 'concurrency', meaning: 'Most attempts under way at once.'},
  {key: 'headers', meaning: 'Headers that every delivery carries besides its own.'},
  {
    key: 'filter',
    meaning: 'Payload fields by path, each with patterns one of which must match.',
  },
]

export const DESIRED_EXAMPLE = `# yaml-language-server: $schema=https://unpkg.com/hooks-cli/schema/hooks.schema.json
webhooks:
  - id: recordings
    profile: local
    url: https://example.com/webhooks/recordings
    events:
      - video.source.recorded
      - live-stream.broadcast.ended
    secret: env:RECORDINGS_SECRET
    protect: true
  - id: orders
    profile: local
    provider: standard
    url: https://example.com/webhooks/orders
    events: [order.paid, order.refunded]
    delivery:
      retries: 5s,5m,30m
      fifo: true
`
