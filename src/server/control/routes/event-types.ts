import type {FastifyPluginAsyncTypebox} from '@fastify/type-provider-typebox'
import {Type} from 'typebox'
import {WireEventType, WireEventTypeList, WireNewEventType} from '../../../wire/event-types.ts'
import {HooksError} from '../../../core/errors.ts'
import {checkEventTypeName, type OwnEventType} from '../../../core/event-type.ts'
import type {ControlApiOptions} from '../options.ts'

const Name = Type.Object({name: Type.String()})

/** Custom event types, registered with a description, a schema and a sample. */
export const addEventTypeRoutes: FastifyPluginAsyncTypebox<ControlApiOptions> = async (
  app,
  options,
) => {
  const {store, schemaCheck} = options

  app.get('/', {schema: {response: {200: WireEventTypeList}}}, async () => {
    const types = await store.eventTypes.list()
    return {eventTypes: types.map(toWireEventType)}
  })

  app.get('/:name', {schema: {params: Name, response: {200: WireEventType}}}, async ({params}) =>
    toWireEventType(await store.eventTypes.get(params.name)),
  )

  app.put(
    '/:name',
    {
      schema: {
        params: Name,
        body: WireNewEventType,
        response: {200: WireEventType, 201: WireEventType},
      },
    },
    async ({params: {name}, body: {name: nameInBody = name, ...rest}}, reply) => {
      checkEventTypeName(name)
      if (nameInBody !== name) {
        throw new HooksError(
          'usage',
          `name ${JSON.stringify(nameInBody)} does not match ${name} in the path`,
        )
      }
      schemaCheck.checkType({name, ...rest})
      const {type, isNew} = await store.eventTypes.define({name, ...rest})
      return reply.code(isNew ? 201 : 200).send(toWireEventType(type))
    },
  )

  app.delete(
    '/:name',
    {schema: {params: Name, response: {200: Name}}},
    async ({params: {name}}) => {
      await store.eventTypes.remove(name)
      return {name}
    },
  )
}

function toWireEventType({
  schema,
  sample,
  createdAt,
  updatedAt,
  ...same
}: OwnEventType): WireEventType {
  return {
    ...same,
    ...(schema === undefined ? {} : {schema: {...schema}}),
    ...(sample === undefined ? {} : {sample: {...sample}}),
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  }
}
