import {defined} from '../../core/defined.ts'
import type {ControlClient} from '../../control/client.ts'
import type {WireEventType} from '../../wire/event-types.ts'
import {HooksError} from '../../core/errors.ts'
import type {JsonSchema} from '../../core/event-type.ts'
import type {Payload} from '../../core/event.ts'
import {isJsonObject} from '../../core/payload/json-object.ts'
import {createSample} from '../../core/payload/schema-sample.ts'
import type {Provider} from '../../providers/provider.ts'
import type {EventType} from '../../providers/contract/events.ts'

/** JSON Schema formats whose values are generated anew for each event, and how. */
const FRESH: Readonly<Record<string, string>> = {'date-time': 'iso-time', uuid: 'uuid'}

/**
 * Adds the event types registered on a hooks server to the provider of custom events. A vendor's
 * type takes precedence over a custom one of the same name.
 *
 * `names`, if known, are the names that will be looked up: the server is not asked if all of them
 * are vendors' types. A server that does not respond counts as having no types, unless custom types
 * are all that was asked for.
 *
 * @throws HooksError unreachable or unauthorized
 */
export async function addOwnTypes(
  providers: readonly Provider[],
  control: ControlClient,
  names: readonly string[] = [],
): Promise<readonly Provider[]> {
  const taken = new Set(providers.flatMap(({events}) => events.types.map(({name}) => name)))
  const isNeeded = names.length === 0 || names.some((name) => !taken.has(name))
  if (!isNeeded || !providers.some(({events}) => events.hasOwnTypes === true)) return providers
  const isOnlyCustom = names.length === 0 && providers.length === 1
  const registered = await listRegisteredTypes(control, isOnlyCustom)
  const types = registered.filter(({name}) => !taken.has(name)).map(toEventType)
  return providers.map((provider) => {
    const {events} = provider
    return events.hasOwnTypes === true ? {...provider, events: {...events, types}} : provider
  })
}

/** A type that is not registered, with the payload envelope that Standard Webhooks recommends. */
export function createUnregisteredType(name: string): EventType {
  return {
    name,
    description: 'An event of your own.',
    schema: {properties: {timestamp: {fresh: 'iso-time'}}},
    sample: {type: name, timestamp: '2026-01-01T00:00:00.000Z', data: {}},
  }
}

async function listRegisteredTypes(
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
  const unregistered = createUnregisteredType(name)
  return {
    name,
    description: description ?? unregistered.description,
    schema: schema === undefined ? guessSchema(sample) : toFreshSchema(schema),
    sample: sample ?? (schema === undefined ? unregistered.sample : createSample(schema)),
  }
}

/** Without a schema, only the timestamp that Standard Webhooks recommends is recognized. */
function guessSchema(sample: Payload = {timestamp: ''}): JsonSchema {
  return typeof sample['timestamp'] === 'string'
    ? {properties: {timestamp: {fresh: 'iso-time'}}}
    : {}
}

/**
 * The schema with the keyword `fresh` where a format says how to generate the value, and nowhere
 * else.
 */
function toFreshSchema({fresh: _fresh, ...schema}: JsonSchema): JsonSchema {
  const {format, properties, pattern, enum: values} = schema
  const isFree = pattern === undefined && values === undefined && !('const' in schema)
  const fresh = isFree && typeof format === 'string' ? FRESH[format] : undefined
  return {
    ...schema,
    ...defined({fresh}),
    ...(isJsonObject(properties) ? {properties: toFreshProperties(properties)} : {}),
  }
}

function toFreshProperties(properties: JsonSchema): JsonSchema {
  const fresh = Object.entries(properties).map(([name, property]) => [
    name,
    isJsonObject(property) ? toFreshSchema(property) : property,
  ])
  return Object.fromEntries(fresh)
}
