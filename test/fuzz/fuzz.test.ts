import {setFlagsFromString} from 'node:v8'
import {runInNewContext} from 'node:vm'
import * as fc from 'fast-check'
import {Check} from 'typebox/value'
import {expect, test} from 'vitest'
import {WireError} from '../../src/wire/webhooks-and-events.ts'
import {ask, startControl, type Asking, type Control, type Told} from '../support/control.ts'
import {body, piece, RAW_BODIES, TREACHEROUS} from './arbitraries.ts'
import {controlRoutes, EMULATOR_ROUTES, type FuzzRoute} from './routes.ts'

const TIMEOUT_MS = 60_000
/** Random requests to each route. */
const REQUESTS = 25
/** An answer that takes longer counts as none. */
const HUNG_MS = 5000
const ALLOWED_GROWTH_BYTES = 24 * 1024 * 1024

test(
  'whatever is sent to a control route is answered in the shape of the control API, and never by 500',
  async () => {
    await using control = await startControl()
    const routes = await controlRoutes(control)

    const problems = await fuzz(
      control,
      routes,
      (told) => told.status < 400 || Check(WireError, told.json),
    )

    expect(routes.length).toBeGreaterThan(15)
    expect(problems).toEqual([])
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  },
  TIMEOUT_MS,
)

for (const [provider, {routes, isFault}] of Object.entries(EMULATOR_ROUTES)) {
  test(
    `whatever is sent to the API of ${provider} is answered in its own shape, and never by 500`,
    async () => {
      await using control = await startControl()

      const problems = await fuzz(
        control,
        routes,
        (told) => told.status < 400 || isFault(told.json),
      )

      expect(problems).toEqual([])
      expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
    },
    TIMEOUT_MS,
  )
}

for (const [provider, {routes, isFault}] of Object.entries(EMULATOR_ROUTES)) {
  test(`the API of ${provider} refuses JSON that says two things, or what nobody can walk through`, async () => {
    await using control = await startControl()
    const [start, end] = [Buffer.from('{"field":'), Buffer.from('}')]

    // Not those of a webhook by its number: there is none, and that is said first.
    const taking = routes.filter(({path, body: schema}) => schema && !path.includes('{id}'))
    for (const route of taking) {
      for (const [what, value] of Object.entries(TREACHEROUS)) {
        const asking = {body: Buffer.concat([start, Buffer.from(value), end])}
        const told = await send(control, route, {path: pathOf(route, []), asking})
        expect([route.path, what, told.status]).toEqual([route.path, what, 400])
        expect(isFault(told.json)).toBe(true)
      }
    }
  })
}

test(
  'bad input leaves nothing behind in memory',
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

type Shaped = (told: Told) => boolean

/** What was answered otherwise than it should be, each with how to ask again. */
async function fuzz(
  control: Control,
  routes: readonly FuzzRoute[],
  isShaped: Shaped,
): Promise<string[]> {
  const seed = Date.now() % 2 ** 31
  console.log(`fuzz: seed ${seed}`)
  const problems: string[] = []
  for (const route of routes) {
    const sendAndCheck = async (path: string, asking: Asking) => {
      const problem = await problemOf(() => send(control, route, {path, asking}), isShaped)
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

/** Parameters are taken from the pieces, the rest of which become a query. */
function pathOf({path, query = []}: FuzzRoute, pieces: readonly string[]): string {
  const left = [...pieces]
  const filled = path.replaceAll(/\{\w+\}/g, () => left.shift() || '1')
  const asked = query.flatMap((name) => {
    const value = left.shift()
    return value === undefined ? [] : [`${name}=${value}`]
  })
  return asked.length === 0 ? filled : `${filled}?${asked.join('&')}`
}

type Sent = {readonly path: string; readonly asking: Asking}

function send({url, key}: Control, route: FuzzRoute, {path, asking}: Sent): Promise<Told> {
  const {headers = {}, query = ''} = route.authorize(key)
  const joint = path.includes('?') ? '&' : '?'
  return ask(`${url}${path}${query === '' ? '' : `${joint}${query}`}`, route.method, {
    ...asking,
    headers,
  })
}

async function problemOf(
  sending: () => Promise<Told>,
  isShaped: Shaped,
): Promise<string | undefined> {
  const hung = Promise.withResolvers<undefined>()
  const timer = setTimeout(() => hung.resolve(undefined), HUNG_MS)
  const told = await Promise.race([sending(), hung.promise]).finally(() => clearTimeout(timer))
  if (told === undefined) return 'no answer'
  if (told.status >= 500) return `${told.status} ${told.text}`
  return isShaped(told)
    ? undefined
    : `${told.status} in a strange shape: ${told.text.slice(0, 200)}`
}

function heapBytes(): number {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  collect()
  return process.memoryUsage().heapUsed
}
