import {execFile} from 'node:child_process'
import path from 'node:path'
import {promisify} from 'node:util'
import {expect, test} from 'vitest'
import {ensureServerKey, openConfig} from '../../src/config/config-store.ts'
import {readEnv} from '../../src/config/env.ts'
import {createControlClient} from '../../src/control/client.ts'
import {ask} from '../support/control.ts'
import {type Bench, durableBench} from '../support/durable-serve.ts'
import {authorized} from '../support/mda.ts'
import {running} from '../support/program.ts'
import {MDA_PATH, savings} from '../support/savings.ts'

const run = promisify(execFile)
const EVENT = 'video.source.recorded'
/** Enough for the store's schema and some events. */
const LIMIT_BYTES = 1024 * 1024
const ENOUGH_EVENTS = 200

test('a full disk gives 503 before anything is acknowledged, until there is room again', async () => {
  await using bench = await durableBench()
  const {history} = bench
  await using server = await startLimitedServer(bench)
  const {url, limit, key} = server
  const control = createControlClient({url, key})
  await bench.subscribe(control, 'a')
  const publish = (index: number, fillerBytes = 20_000) => {
    const marker = `marker-${index}`
    history.submitted(marker)
    const payload = {type: EVENT, marker, filler: 'x'.repeat(fillerBytes)}
    const body = {provider: 'apivideo', type: EVENT, payload, force: true}
    const headers = {authorization: `Bearer ${key}`}
    return ask(`${url}/_hooks/v1/events`, 'POST', {body, headers})
  }

  // From here on, no file of the server may grow beyond the limit, as on a full disk.
  await limit(LIMIT_BYTES)
  const answers = await Promise.all(
    Array.from({length: ENOUGH_EVENTS}, (_, index) => publish(index)),
  )
  const refused = answers.filter(({status}) => status === 503)
  expect(refused.length).toBeGreaterThan(0)
  expect(refused[0]?.json).toMatchObject({error: {message: 'cannot write to the store'}})
  expect(await waitForReadiness(url, 503)).toBe(503)
  // A small event may still fit where others do not, but the server does not become ready.
  answers.push(await publish(answers.length, 1))
  expect((await ask(`${url}/_hooks/readyz`, 'GET')).status).toBe(503)
  expect((await ask(`${url}/_hooks/healthz`, 'GET')).status).toBe(200)

  await limit('unlimited')
  const taken = answers.filter(({status}) => status === 202)
  expect(refused.length + taken.length).toBeGreaterThanOrEqual(ENOUGH_EVENTS)
  const after = await publish(answers.length)
  expect(after.status).toBe(202)
  for (const {json} of [...taken, after]) {
    history.accepted(
      json.id,
      json.deliveries.map(({id}: {id: string}) => id),
    )
  }
  const final = await bench.readFinalState(control)
  expect(history.problems(final)).toEqual([])
  expect(final.deliveries.map(({state}) => state)).toEqual(final.deliveries.map(() => 'delivered'))
  expect(final.deliveries).toHaveLength(taken.length + 1)
  expect(await waitForReadiness(url, 200)).toBe(200)
}, 60_000)

test('every vendor’s API reports a full disk in its own format, until there is room again', async () => {
  await using bench = await durableBench()
  await using server = await startLimitedServer(bench)
  const {key} = server
  const save = async (step: string) => {
    const asked = Object.entries(savings(key)).map(async ([name, saving]) => {
      const [method, address, rest] = saving(`https://example.com/${step}`)
      const {status, json} = await ask(`${server.url}${address}`, method, rest)
      return [name, {status, json}]
    })
    return Object.fromEntries(await Promise.all(asked))
  }
  const isSaved = {status: expect.toSatisfy((status) => [200, 201].includes(status))}
  const allSaved = Object.fromEntries(Object.keys(savings(key)).map((name) => [name, isSaved]))

  expect(await save('one')).toMatchObject(allSaved)
  await server.limit(1)
  expect(await save('two')).toEqual({
    apivideo: {
      status: 503,
      json: {
        type: 'https://docs.api.video/reference/server-error',
        title: 'Server error',
        status: 503,
      },
    },
    dashboard: {status: 503, json: {error: 'Service Unavailable'}},
    integrations: {status: 503, json: {error: 'Service Unavailable'}},
    targetvideo: {
      status: 503,
      json: {error: {code: 'unreachable', message: 'the store cannot be written'}},
    },
    mda: {
      status: 503,
      json: {status: 'service unavailable', message: 'the store cannot be written'},
    },
  })
  const tested = await ask(`${server.url}${MDA_PATH}/trigger_session_test`, 'POST', {
    headers: authorized(key),
  })
  expect(tested).toMatchObject({status: 503, json: {status: 'service unavailable'}})

  await server.limit('unlimited')
  expect(await save('three')).toMatchObject(allSaved)
  // Two of the APIs have one webhook per scope, so the last request changed the first one's.
  const webhooks = await createControlClient({url: server.url, key}).webhooks.list()
  const count = (step: string) => webhooks.filter(({url}) => url.endsWith(step)).length
  expect([count('one'), count('two'), count('three')]).toEqual([3, 0, 5])
}, 60_000)

/** Starts a server on the bench's store. `limit` sets how large its files may become. */
async function startLimitedServer({folder}: Bench) {
  const store = path.join(folder, 's.db')
  const argv = ['serve', '--port', '0', '--quiet', '--json', '--store', store]
  const env = {HOOKS_CONFIG_DIR: folder, HOOKS_DATA_DIR: folder}
  const server = await running(argv, env)
  const {url, pid}: {url: string; pid: number} = JSON.parse(await server.firstLine)
  const key = await ensureServerKey(openConfig(readEnv(env)))
  return {
    ...server,
    url,
    key,
    limit: (bytes: number | 'unlimited') =>
      run('prlimit', ['--pid', `${pid}`, `--fsize=${bytes}:`]),
  }
}

/** Polls the readiness until it has the wanted status, because the server caches it. */
async function waitForReadiness(url: string, wanted: number): Promise<number> {
  const until = performance.now() + 20_000
  let status = 0
  while (status !== wanted && performance.now() < until) {
    status = (await ask(`${url}/_hooks/readyz`, 'GET')).status
  }
  return status
}
