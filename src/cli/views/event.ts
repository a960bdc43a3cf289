import {defined} from '../../core/defined.ts'
import type {KnownEvent} from '../../actions/target/catalogue.ts'
import type {ListView, Column} from '../output/view.ts'
import {isJsonObject} from '../../core/payload/json-object.ts'

/** What `events` answers of one type. */
export type EventSummary = {
  readonly name: string
  readonly provider: string
  readonly kind?: string
  readonly description: string
}

/** What `events TYPE` adds. */
export type EventDetail = EventSummary & {
  readonly fields: readonly Field[]
  readonly sample: unknown
}

export type Field = {
  /** Path from the top of the payload, with dots. */
  readonly name: string
  readonly type: string
  readonly required: boolean
  readonly description?: string
  /** From the sample. */
  readonly example?: unknown
}

/** As much of a JSON Schema as is shown. */
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

export function eventsView(events: readonly EventSummary[]): ListView<EventSummary> {
  const empty = 'None is registered. Add one with: hooks events define NAME'
  return {rows: events, columns: EVENT_COLUMNS, empty}
}

export function summarize({provider, type}: KnownEvent): EventSummary {
  const {name, kind, description} = type
  return {name, provider: provider.name, ...defined({kind}), description}
}

export function detail(event: KnownEvent): EventDetail {
  const {schema, sample} = event.type
  return {...summarize(event), fields: fieldsOf(schema, sample, ''), sample}
}

export function fieldsView({fields}: EventDetail): ListView<Field> {
  return {
    rows: fields,
    isWhole: true,
    columns: [
      {name: 'field', value: ({name}) => name},
      {name: 'type', value: ({type, required}) => (required ? type : `${type}?`)},
      {name: 'example', value: ({example}) => shown(example)},
      {name: 'description', value: ({description}) => description},
    ],
  }
}

function fieldsOf(schema: FieldSchema, sample: unknown, prefix: string): Field[] {
  const values = new Map(isJsonObject(sample) ? Object.entries(sample) : [])
  return Object.entries(schema.properties ?? {}).flatMap(([key, property]) => {
    const name = `${prefix}${key}`
    const example: unknown = values.get(key)
    const {description} = property
    const field = {
      name,
      type: typeName(property),
      required: schema.required?.includes(key) ?? false,
      ...defined({description}),
      // Of an object, the fields below show it.
      ...(example === undefined || property.properties !== undefined ? {} : {example}),
    }
    const items = fieldsOf(property.items ?? {}, firstOf(example), `${name}.0.`)
    return [field, ...fieldsOf(property, example, `${name}.`), ...items]
  })
}

function firstOf(example: unknown): unknown {
  return Array.isArray(example) ? example[0] : undefined
}

function typeName({type, anyOf, const: constant, enum: values, items}: FieldSchema): string {
  if (constant !== undefined) return JSON.stringify(constant)
  if (values !== undefined) return values.map((value) => JSON.stringify(value)).join('|')
  if (items !== undefined) return `array of ${typeName(items)}`
  if (anyOf !== undefined) return [...new Set(anyOf.map(typeName))].join('|')
  if (Array.isArray(type)) return type.join('|')
  return typeof type === 'string' ? type : 'any'
}

function shown(example: unknown): string | undefined {
  if (example === undefined || typeof example === 'string') return example
  return JSON.stringify(example)
}
