import {expect, test} from 'vitest'
import {startControl} from '../support/control.ts'

/** Every route that requires the server key. Add new routes here. */
const ROUTES = [
  'delete /_hooks/v1/event-types/{name}',
  'delete /_hooks/v1/webhooks/{id}',
  'get /_hooks/v1/clock/',
  'get /_hooks/v1/deliveries/',
  'get /_hooks/v1/deliveries/{id}',
  'get /_hooks/v1/event-types/',
  'get /_hooks/v1/event-types/{name}',
  'get /_hooks/v1/events/',
  'get /_hooks/v1/events/{id}',
  'get /_hooks/v1/stats',
  'get /_hooks/v1/stream/',
  'get /_hooks/v1/webhooks/',
  'get /_hooks/v1/webhooks/{id}',
  'get /_hooks/v1/webhooks/{id}/secrets',
  'patch /_hooks/v1/webhooks/{id}',
  'post /_hooks/v1/clock/advance',
  'post /_hooks/v1/deliveries/cancel',
  'post /_hooks/v1/deliveries/retry',
  'post /_hooks/v1/deliveries/{id}/cancel',
  'post /_hooks/v1/deliveries/{id}/retry',
  'post /_hooks/v1/events/',
  'post /_hooks/v1/webhooks/',
  'post /_hooks/v1/webhooks/{id}/rotate',
  'put /_hooks/v1/event-types/{name}',
]

type Operation = {
  readonly parameters?: readonly {
    readonly name: string
    readonly in: string
    readonly required?: boolean
  }[]
  readonly requestBody?: {readonly content: Record<string, {readonly schema: object}>}
  readonly responses: Record<string, {readonly description: string}>
}

test('the document lists every control route with its request and response', async () => {
  await using control = await startControl()

  const {status, json} = await control.ask('GET', '/openapi.json')

  expect(status).toBe(200)
  expect(json).toMatchObject({
    openapi: '3.1.0',
    info: {title: 'hooks control API', version: expect.any(String)},
    components: {securitySchemes: {serverKey: {type: 'http', scheme: 'bearer'}}},
    security: [{serverKey: []}],
  })
  const paths: Record<string, Record<string, Operation>> = json.paths
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({path, method, operation})),
  )
  expect(operations.map(({path, method}) => `${method} ${path}`).toSorted()).toEqual(ROUTES)
  for (const {path, method, operation} of operations) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    const inPath = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path')
    expect(inPath.map(({name}) => name)).toEqual(named)
    expect(inPath.every(({required}) => required === true)).toBe(true)
    expect(Object.keys(operation.responses)[0]).toMatch(/^20[0-4]$/)
    expect(Object.values(operation.responses).every(({description}) => description !== '')).toBe(
      true,
    )
    const takesBody =
      ['patch', 'put'].includes(method) || (method === 'post' && !path.includes('{id}'))
    expect(operation.requestBody !== undefined).toBe(takesBody)
  }
})

test('every reference in the document’s schemas resolves', async () => {
  await using control = await startControl()

  const {text, json} = await control.ask('GET', '/openapi.json')

  const references = [...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path = '']) => path)
  for (const reference of references) {
    const found = reference.split('/').reduce((node, name) => node?.[name], json)
    expect([reference, found === undefined]).toEqual([reference, false])
  }
})
