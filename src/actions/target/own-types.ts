import {defined} from '../../core/defined.ts'
import type {ControlClient} from '../../control/client.ts'
import type {WireEventType} from '../../wire/event-types.ts'
import {HooksError} from '../../core/errors.ts'
import type {JsonSchema} from '../../core/event-type.ts'
import type {Payload} from '../../core/event.ts'
import {isJsonObject} from '../../core/payload/json-object.ts'
import {sampleOf} from '../../core/payload/schema-sample.ts'
import type {Provider} from '../../providers/provider.ts'
import type {EventType} from '../../providers/contract/events.ts'
import type {RecordView} from '../../cli/output/view.ts'

/** Formats of JSON Schema whose values are new for each event, and how they are made. */
const FRESH: Readonly<Record<string, string>> = {'date-time': 'iso-time', uuid: 'uuid'}

/**
 * The providers with the types that are registered on a server of ours. Among several providers
 * a vendor's name goes before an own one that is spelled the same.
 *
 * `names`, where they are known, are those that will be looked up: nobody asks the server for
 * what vendors send. A server that does not answer has no types here, unless own types are all
 * that is asked for.
 *
 * @throws HooksError unreachable or unauthorized
 */
export async function withOwnTypes(
  providers: readonly Provider[],
  control: ControlClient,
  names: readonly string[] = [],
): Promise<readonly Provider[]> {
  const taken = new Set(providers.flatMap(({events}) => events.types.map(({name}) => name)))
  const isNeeded = names.length === 0 || names.some((name) => !taken.has(name))
  if (!isNeeded || !providers.some(({events}) => events.hasOwnTypes === true)) return providers
  const isAllThatIsAsked = names.length === 0 && providers.length === 1
  const registered = await registeredTypes(control, isAllThatIsAsked)
  const types = registered.filter(({name}) => !taken.has(name)).map(toEventType)
  return providers.map((provider) => {
    const {events} = provider
    return events.hasOwnTypes === true ? {...provider, events: {...events, types}} : provider
  })
}

/** A type that nobody registered: what Standard Webhooks recommends as the frame of a payload. */
export function unregisteredType(name: string): EventType {
  return {
    name,
    description: 'An event of your own.',
    schema: {properties: {timestamp: {fresh: 'iso-time'}}},
    sample: {type: name, timestamp: '2026-01-01T00:00:00.000Z', data: {}},
  }
}

export function eventTypeFields({name, description, schema, sample}: WireEventType): RecordView {
  return {
    fields: [
      ['event', name],
      ['description', description],
      ['schema', schema === undefined ? undefined : JSON.stringify(schema)],
      ['sample', sample === undefined ? undefined : JSON.stringify(sample)],
    ],
  }
}

async function registeredTypes(
  control: ControlClient,
  isNeeded: boolean,
): Promise<readonly WireEventType[]> {
  try {
    return (await control.eventTypes.list()).eventTypes
  } catch (error) {
    if (error instanceof HooksError && !isNeeded) return []
    throw error
  }
}

function toEventType({name, description, schema, sample}: WireEventType): EventType {
  const unregistered = unregisteredType(name)
  return {
    name,
    description: description ?? unregistered.description,
    schema: schema === undefined ? frameOf(sample) : withFresh(schema),
    sample: sample ?? (schema === undefined ? unregistered.sample : sampleOf(schema)),
  }
}

/** Without a schema only the time that Standard Webhooks recommends is known for what it is. */
function frameOf(sample: Payload = {timestamp: ''}): JsonSchema {
  return typeof sample['timestamp'] === 'string'
    ? {properties: {timestamp: {fresh: 'iso-time'}}}
    : {}
}

/** The schema with the keyword `fresh` where a format says what the value is, and nowhere else. */
function withFresh({fresh: _fresh, ...schema}: JsonSchema): JsonSchema {
  const {format, properties, pattern, enum: values} = schema
  const isFree = pattern === undefined && values === undefined && !('const' in schema)
  const fresh = isFree && typeof format === 'string' ? FRESH[format] : undefined
  return {
    ...schema,
    ...defined({fresh}),
    ...(isJsonObject(properties) ? {properties: freshProperties(properties)} : {}),
  }
}

function freshProperties(properties: JsonSchema): JsonSchema {
  const fresh = Object.entries(properties).map(([name, property]) => [
    name,
    isJsonObject(property) ? withFresh(property) : property,
  ])
  return Object.fromEntries(fresh)
}
