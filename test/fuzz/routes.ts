import {Check} from 'typebox/value'
import {WireFault as ApivideoFault} from '../../src/providers/apivideo/wire.ts'
import {WireFault as MdaFault} from '../../src/providers/mda/wire.ts'
import {WireFault as VidyardFault} from '../../src/providers/vidyard/wire.ts'
import type {Control} from '../support/control.ts'
import {authorized} from '../support/mda.ts'

type Schema = Readonly<Record<string, unknown>>

export type FuzzRoute = {
  readonly method: string
  /** With parameters in braces. */
  readonly path: string
  /** Names of the query parameters. */
  readonly query?: readonly string[]
  /** JSON Schema of the request body. */
  readonly body?: Schema
  authorize(key: string): {
    readonly headers?: Readonly<Record<string, string>>
    readonly query?: string
  }
}

const bearer = (key: string) => ({headers: {authorization: `Bearer ${key}`}})

type Document = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}
type Operation = {
  readonly parameters?: readonly {readonly in: string; readonly name: string}[]
  readonly requestBody?: {readonly content: Readonly<Record<string, {readonly schema: Schema}>>}
}

/** The routes in the server's own OpenAPI document, so that a new one is not forgotten. */
export async function controlRoutes(control: Control): Promise<FuzzRoute[]> {
  const {json} = await control.ask('GET', '/openapi.json')
  const {paths}: Document = json
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, {parameters = [], requestBody}]) => ({
      method: method.toUpperCase(),
      path: path.startsWith('/_hooks') ? path : `/_hooks${path}`,
      query: parameters.filter((each) => each.in === 'query').map(({name}) => name),
      body: requestBody?.content['application/json']?.schema ?? {},
      authorize: bearer,
    })),
  )
}

/** The schema of an object with these fields, of any type. */
const fields = (...names: string[]) => ({
  type: 'object',
  properties: Object.fromEntries(
    names.map((name) => [
      name,
      {anyOf: [{type: 'string'}, {type: 'array', items: {type: 'string'}}, {}]},
    ]),
  ),
})

const REGISTRATION = fields('url', 'security_key', 'event_subscriptions', 'attention_points')
const SETTINGS = fields('url', 'secret', 'timeout', 'events', 'enabled')
const ORGANIZATION = '/dashboard/v1/organizations/{organization_id}/webhooks'
const PROJECT = '/api/v1/projects/{project_id}/web_hook'

type EmulatorRoutes = {readonly routes: readonly FuzzRoute[]; isFault(body: unknown): boolean}

function routes(
  authorize: FuzzRoute['authorize'],
  lines: Readonly<Record<string, Schema | undefined>>,
): FuzzRoute[] {
  return Object.entries(lines).map(([line, body]) => {
    const [method = '', path = '', ...query] = line.split(' ')
    return {method, path, query, authorize, ...(body === undefined ? {} : {body})}
  })
}

/** The routes of every emulator: method, path, and names of query parameters. */
export const EMULATOR_ROUTES: Readonly<Record<string, EmulatorRoutes>> = {
  apivideo: {
    isFault: (body) => Check(ApivideoFault, body),
    routes: routes(bearer, {
      'POST /webhooks': fields('events', 'url'),
      'GET /webhooks events currentPage pageSize': undefined,
      'GET /webhooks/{webhookId}': undefined,
      'DELETE /webhooks/{webhookId}': undefined,
      'POST /auth/api-key': fields('apiKey'),
      'POST /auth/refresh': fields('refreshToken'),
    }),
  },
  vidyard: {
    isFault: (body) => Check(VidyardFault, body),
    routes: routes((key) => ({query: `auth_token=${key}`, headers: {accept: '*/*'}}), {
      [`POST ${ORGANIZATION}/analytics`]: REGISTRATION,
      [`DELETE ${ORGANIZATION}/analytics/{id}`]: undefined,
      [`POST ${ORGANIZATION}/players`]: REGISTRATION,
      [`DELETE ${ORGANIZATION}/players/{id}`]: undefined,
      'POST /v1/integrations/webhooks': REGISTRATION,
      'GET /v1/integrations/webhooks': undefined,
      'PUT /v1/integrations/webhooks/{id}': REGISTRATION,
      'DELETE /v1/integrations/webhooks/{id}': undefined,
    }),
  },
  mda: {
    isFault: (body) => Check(MdaFault, body),
    routes: routes((key) => ({headers: authorized(key)}), {
      'GET /api/v1/time': undefined,
      [`GET ${PROJECT}`]: undefined,
      [`PUT ${PROJECT}`]: fields('url', 'url_protocol', 'active', 'request_params', 'events'),
      [`POST ${PROJECT}/trigger_session_test`]: undefined,
      [`GET ${PROJECT}/events/{event_id}`]: undefined,
      [`DELETE ${PROJECT}`]: undefined,
    }),
  },
  targetvideo: {
    isFault: (body) => typeof body === 'object' && body !== null && 'error' in body,
    routes: routes(bearer, {
      'GET /targetvideo/websites/{website_id}/webhook': undefined,
      'PUT /targetvideo/websites/{website_id}/webhook': SETTINGS,
      'DELETE /targetvideo/websites/{website_id}/webhook': undefined,
    }),
  },
}
