import {execFile} from 'node:child_process'
import path from 'node:path'
import {promisify} from 'node:util'
import {expect, test} from 'vitest'
import {controlClient} from '../../src/control/client.ts'
import {ask} from '../support/control.ts'
import {durableBench} from '../support/durable-serve.ts'
import {running} from '../support/program.ts'

const run = promisify(execFile)
const EVENT = 'video.source.recorded'
/** Room for the store's schema and some events. */
const LIMIT_BYTES = 1024 * 1024
const ENOUGH_EVENTS = 200

test('a full disk is a 503 before anything is acknowledged, and over as soon as there is room', async () => {
  await using bench = await durableBench()
  const {folder, key, history} = bench
  const store = path.join(folder, 's.db')
  const argv = ['serve', '--port', '0', '--quiet', '--json', '--store', store]
  const env = {HOOKS_CONFIG_DIR: folder, HOOKS_DATA_DIR: folder, HOOKS_SERVER_KEY: key}
  await using server = await running(argv, env)
  const {url, pid} = JSON.parse(await server.firstLine)
  const control = controlClient({url, key})
  await bench.subscribe(control, 'a')
  const publish = (index: number, fillerBytes = 20_000) => {
    const marker = `marker-${index}`
    history.submitted(marker)
    const payload = {type: EVENT, marker, filler: 'x'.repeat(fillerBytes)}
    const body = {provider: 'apivideo', type: EVENT, payload, force: true}
    const headers = {authorization: `Bearer ${key}`}
    return ask(`${url}/_hooks/v1/events`, 'POST', {body, headers})
  }

  // No file of this process may grow beyond the limit from here on: a disk that is full.
  await run('prlimit', ['--pid', String(pid), `--fsize=${LIMIT_BYTES}:`])
  const answers = await Promise.all(
    Array.from({length: ENOUGH_EVENTS}, (_, index) => publish(index)),
  )
  const refused = answers.filter(({status}) => status === 503)
  expect(refused.length).toBeGreaterThan(0)
  expect(refused[0]?.json).toMatchObject({error: {message: 'the store cannot be written'}})
  expect(await readyUntil(url, 503)).toBe(503)
  // What is too little for an event takes a small one still, and makes nothing ready.
  answers.push(await publish(answers.length, 1))
  expect((await ask(`${url}/_hooks/readyz`, 'GET')).status).toBe(503)
  expect((await ask(`${url}/_hooks/healthz`, 'GET')).status).toBe(200)

  await run('prlimit', ['--pid', String(pid), '--fsize=unlimited:'])
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
  const ending = await bench.ending(control)
  expect(history.problems(ending)).toEqual([])
  expect(ending.deliveries.map(({state}) => state)).toEqual(
    ending.deliveries.map(() => 'delivered'),
  )
  expect(ending.deliveries).toHaveLength(taken.length + 1)
  expect(await readyUntil(url, 200)).toBe(200)
}, 60_000)

/** What readiness says, once its last answer is no longer kept. */
async function readyUntil(url: string, wanted: number): Promise<number> {
  const until = performance.now() + 20_000
  let status = 0
  while (status !== wanted && performance.now() < until) {
    status = (await ask(`${url}/_hooks/readyz`, 'GET')).status
  }
  return status
}
