import {setFlagsFromString} from 'node:v8'
import {runInNewContext} from 'node:vm'
import * as fc from 'fast-check'
import {Check} from 'typebox/value'
import {expect, test} from 'vitest'
import {WireError} from '../../src/wire/webhooks-and-events.ts'
import {
  ask,
  startControl,
  type Control,
  type TestRequest,
  type TestResponse,
} from '../support/control.ts'
import {body, piece, RAW_BODIES, TREACHEROUS} from './arbitraries.ts'
import {controlRoutes, EMULATOR_ROUTES, type FuzzRoute} from './routes.ts'

const TIMEOUT_MS = 60_000
/** Random requests to each route. */
const REQUESTS = 25
/** A response that takes longer counts as missing. */
const HUNG_MS = 5000
const ALLOWED_GROWTH_BYTES = 24 * 1024 * 1024

test(
  'control routes answer every request in the format of the control API, and never with 500',
  async () => {
    await using control = await startControl()
    const routes = await controlRoutes(control)

    const problems = await fuzz(
      control,
      routes,
      (response) => response.status < 400 || Check(WireError, response.json),
    )

    expect(routes.length).toBeGreaterThan(15)
    expect(problems).toEqual([])
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  },
  TIMEOUT_MS,
)

for (const [provider, {routes, isFault}] of Object.entries(EMULATOR_ROUTES)) {
  test(
    `the API of ${provider} answers every request in its own format, and never with 500`,
    async () => {
      await using control = await startControl()

      const problems = await fuzz(
        control,
        routes,
        (response) => response.status < 400 || isFault(response.json),
      )

      expect(problems).toEqual([])
      expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
    },
    TIMEOUT_MS,
  )
}

for (const [provider, {routes, isFault}] of Object.entries(EMULATOR_ROUTES)) {
  test(`the API of ${provider} rejects JSON that is ambiguous or nested too deeply`, async () => {
    await using control = await startControl()
    const [start, end] = [Buffer.from('{"field":'), Buffer.from('}')]

    // Without the routes that name a webhook: it does not exist, which is reported first.
    const routesWithBody = routes.filter(({path, body: schema}) => schema && !path.includes('{id}'))
    for (const route of routesWithBody) {
      for (const [what, value] of Object.entries(TREACHEROUS)) {
        const request = {body: Buffer.concat([start, Buffer.from(value), end])}
        const response = await send(control, route, {path: pathOf(route, []), request})
        expect([route.path, what, response.status]).toEqual([route.path, what, 400])
        expect(isFault(response.json)).toBe(true)
      }
    }
  })
}

test(
  'bad input does not leak memory',
  async () => {
    await using control = await startControl()
    const bad = Object.values(RAW_BODIES)
    const round = async () => {
      for (const each of bad) await control.ask('POST', '/v1/webhooks', {body: each})
      for (const each of bad) await control.ask('POST', '/v1/events', {body: each})
    }
    await round()
    await round()

    const before = heapBytes()
    for (let count = 0; count < 8; count++) await round()

    expect(heapBytes() - before).toBeLessThan(ALLOWED_GROWTH_BYTES)
  },
  TIMEOUT_MS,
)

type HasRightFormat = (response: TestResponse) => boolean

/** Sends random requests. Returns the wrong responses, each with the request that led to it. */
async function fuzz(
  control: Control,
  routes: readonly FuzzRoute[],
  hasRightFormat: HasRightFormat,
): Promise<string[]> {
  const seed = Date.now() % 2 ** 31
  console.log(`fuzz: seed ${seed}`)
  const problems: string[] = []
  for (const route of routes) {
    const sendAndCheck = async (path: string, request: TestRequest) => {
      const problem = await findProblem(() => send(control, route, {path, request}), hasRightFormat)
      if (problem !== undefined) throw new Error(`${route.method} ${path}: ${problem}`)
    }
    for (const [what, raw] of Object.entries(RAW_BODIES)) {
      await sendAndCheck(pathOf(route, []), {body: raw}).catch((error: Error) =>
        problems.push(`${what}: ${error.message}`),
      )
    }
    const request = fc.record({
      pieces: fc.array(piece, {maxLength: 4}),
      body: body(route.body ?? {}),
    })
    const property = fc.asyncProperty(request, async ({pieces, body: content}) =>
      sendAndCheck(
        pathOf(route, pieces),
        hasBody(route) ? {body: JSON.stringify(content) ?? 'null'} : {},
      ),
    )
    const details = await fc.check(property, {seed, numRuns: REQUESTS})
    if (details.failed)
      problems.push(`${String(details.errorInstance)}: ${JSON.stringify(details.counterexample)}`)
  }
  return problems
}

function hasBody({method}: FuzzRoute): boolean {
  return method !== 'GET'
}

/** Fills the parameters of the path with the first pieces, and the query with the rest. */
function pathOf({path, query = []}: FuzzRoute, pieces: readonly string[]): string {
  const left = [...pieces]
  const filled = path.replaceAll(/\{\w+\}/g, () => left.shift() || '1')
  const asked = query.flatMap((name) => {
    const value = left.shift()
    return value === undefined ? [] : [`${name}=${value}`]
  })
  return asked.length === 0 ? filled : `${filled}?${asked.join('&')}`
}

type Sent = {readonly path: string; readonly request: TestRequest}

function send({url, key}: Control, route: FuzzRoute, {path, request}: Sent): Promise<TestResponse> {
  const {headers = {}, query = ''} = route.authorize(key)
  const joint = path.includes('?') ? '&' : '?'
  return ask(`${url}${path}${query === '' ? '' : `${joint}${query}`}`, route.method, {
    ...request,
    headers,
  })
}

async function findProblem(
  sending: () => Promise<TestResponse>,
  hasRightFormat: HasRightFormat,
): Promise<string | undefined> {
  const hung = Promise.withResolvers<undefined>()
  const timer = setTimeout(() => hung.resolve(undefined), HUNG_MS)
  const response = await Promise.race([sending(), hung.promise]).finally(() => clearTimeout(timer))
  if (response === undefined) return 'no response'
  if (response.status >= 500) return `${response.status} ${response.text}`
  return hasRightFormat(response)
    ? undefined
    : `${response.status} in an unknown format: ${response.text.slice(0, 200)}`
}

function heapBytes(): number {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  collect()
  return process.memoryUsage().heapUsed
}
