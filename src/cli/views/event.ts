import {defined} from '../../core/defined.ts'
import type {Provider} from '../../providers/provider.ts'
import type {KnownEvent} from '../../actions/target/catalogue.ts'
import type {ListView, Column} from '../output/view.ts'
import {isJsonObject} from '../../core/payload/json-object.ts'

/** An event type in the output of `events`. */
export type EventSummary = {
  readonly name: string
  readonly provider: string
  readonly kind?: string
  readonly description: string
}

/** The output of `events TYPE`. */
export type EventDetail = EventSummary & {
  readonly fields: readonly Field[]
  readonly sample: unknown
}

export type Field = {
  /** Path from the root of the payload, separated by dots. */
  readonly name: string
  readonly type: string
  readonly required: boolean
  readonly description?: string
  /** The value in the sample. */
  readonly example?: unknown
}

/** The parts of a JSON Schema that are shown. */
type FieldSchema = {
  readonly type?: unknown
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly FieldSchema[]
  readonly items?: FieldSchema
  readonly description?: string
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, FieldSchema>>
}

const EVENT_COLUMNS: readonly Column<EventSummary>[] = [
  {name: 'event', value: ({name}) => name, isKept: true},
  {name: 'provider', value: ({provider}) => provider},
  {name: 'kind', value: ({kind}) => kind},
  {name: 'description', value: ({description}) => description},
]

export function toEventsView(events: readonly EventSummary[]): ListView<EventSummary> {
  const empty = 'No event types are defined. Define one with: hooks events define NAME'
  return {rows: events, columns: EVENT_COLUMNS, empty}
}

export function summarizeEvents(providers: readonly Provider[]): EventSummary[] {
  return providers.flatMap((provider) =>
    provider.events.types.map((type) => summarizeEvent({provider, type})),
  )
}

function summarizeEvent({provider, type}: KnownEvent): EventSummary {
  const {name, kind, description} = type
  return {name, provider: provider.name, ...defined({kind}), description}
}

export function describeEvent(event: KnownEvent): EventDetail {
  const {schema, sample} = event.type
  return {...summarizeEvent(event), fields: toFields(schema, sample, ''), sample}
}

export function toFieldsView({fields}: EventDetail): ListView<Field> {
  return {
    rows: fields,
    isWhole: true,
    columns: [
      {name: 'field', value: ({name}) => name},
      {name: 'type', value: ({type, required}) => (required ? type : `${type}?`)},
      {name: 'example', value: ({example}) => formatExample(example)},
      {name: 'description', value: ({description}) => description},
    ],
  }
}

function toFields(schema: FieldSchema, sample: unknown, prefix: string): Field[] {
  const values = new Map(isJsonObject(sample) ? Object.entries(sample) : [])
  return Object.entries(schema.properties ?? {}).flatMap(([key, property]) => {
    const name = `${prefix}${key}`
    const example: unknown = values.get(key)
    const {description} = property
    const field = {
      name,
      type: formatType(property),
      required: schema.required?.includes(key) ?? false,
      ...defined({description}),
      // Objects have no example: their fields are listed below them.
      ...(example === undefined || property.properties !== undefined ? {} : {example}),
    }
    const items = toFields(property.items ?? {}, findFirstItem(example), `${name}.0.`)
    return [field, ...toFields(property, example, `${name}.`), ...items]
  })
}

function findFirstItem(example: unknown): unknown {
  return Array.isArray(example) ? example[0] : undefined
}

function formatType({type, anyOf, const: constant, enum: values, items}: FieldSchema): string {
  if (constant !== undefined) return JSON.stringify(constant)
  if (values !== undefined) return values.map((value) => JSON.stringify(value)).join('|')
  if (items !== undefined) return `array of ${formatType(items)}`
  if (anyOf !== undefined) return [...new Set(anyOf.map(formatType))].join('|')
  if (Array.isArray(type)) return type.join('|')
  return typeof type === 'string' ? type : 'any'
}

function formatExample(example: unknown): string | undefined {
  if (example === undefined || typeof example === 'string') return example
  return JSON.stringify(example)
}
