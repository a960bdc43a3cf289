import {DesiredEntry} from '../../src/actions/desired/schema.ts'

/** The keys of a webhook in hooks.yaml, from the schema. */
export const DESIRED_KEYS: readonly {key: string; meaning: string}[] = Object.entries(
  DesiredEntry.properties,
).map(([key, schema]) => ({
  key,
  meaning: 'description' in schema ? String(schema.description) : '',
}))

/** The keys of `delivery`. Their types are in the schema. */
export const DELIVERY_KEYS: readonly {key: string; meaning: string}[] = [
  {key: 'retries', meaning: 'Retry schedule: vendor, standard, or delays such as 5s,5m,30m.'},
  {key: 'fifo', meaning: 'Deliver strictly in order, one at a time.'},
  {key: 'rateLimit', meaning: 'Maximum number of attempts per second.'},
  {key: 'concurrency', meaning: 'Maximum number of concurrent attempts.'},
  {key: 'headers', meaning: 'Additional headers for every delivery.'},
  {
    key: 'filter',
    meaning:
      'Payload fields by path, each with patterns. A payload passes if every field matches one of its patterns.',
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
