import type {FastifyPluginAsyncTypebox} from '@fastify/type-provider-typebox'
import {Type} from 'typebox'
import {WireEventType, WireEventTypeList, WireNewEventType} from '../../../wire/event-types.ts'
import {HooksError} from '../../../core/errors.ts'
import {checkEventTypeName, type OwnEventType} from '../../../core/event-type.ts'
import type {ControlOptions} from '../options.ts'

const Name = Type.Object({name: Type.String()})

/** Event types of the user's own: registered, they have a description, a schema and a sample. */
export const eventTypeRoutes: FastifyPluginAsyncTypebox<ControlOptions> = async (app, options) => {
  const {store, schemaCheck} = options

  app.get('/', {schema: {response: {200: WireEventTypeList}}}, async () => {
    const types = await store.eventTypes.list()
    return {eventTypes: types.map(wireEventType)}
  })

  app.get('/:name', {schema: {params: Name, response: {200: WireEventType}}}, async ({params}) =>
    wireEventType(await store.eventTypes.get(params.name)),
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
    async ({params: {name}, body: {name: repeated = name, ...rest}}, reply) => {
      checkEventTypeName(name)
      if (repeated !== name) {
        throw new HooksError(
          'usage',
          `the body names ${JSON.stringify(repeated)}, the path ${name}`,
        )
      }
      schemaCheck.checkType({name, ...rest})
      const {type, isNew} = await store.eventTypes.define({name, ...rest})
      return reply.code(isNew ? 201 : 200).send(wireEventType(type))
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

function wireEventType({
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
