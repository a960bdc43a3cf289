import {appendFile, stat} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {VirtualClock} from '../../src/core/clock.ts'
import {createSigningSecret} from '../../src/core/ids.ts'
import {
  createStandardHeaders,
  findStandardProblem,
} from '../../src/core/signing/standard-webhooks.ts'
import {type Received, Receiver} from '../../src/receiver/receiver.ts'
import {SeenIds} from '../../src/receiver/seen-ids.ts'
import {temporaryFolder} from '../support/run.ts'

const BODY = '{"type":"own.type"}'

function signed(id: string, secret: string): Readonly<Record<string, string>> {
  const timestamp = Math.floor(Date.now() / 1000)
  return createStandardHeaders({id, timestamp, body: BODY, secrets: [secret]})
}

/** Sends the requests in turn to a new receiver, and returns whether each one was a duplicate. */
async function receive(
  file: string,
  secret: string,
  requests: readonly Readonly<Record<string, string>>[],
): Promise<boolean[]> {
  using seen = new SeenIds(file)
  const readProvenId = ({headers, body}: Received) =>
    findStandardProblem({headers, body, secrets: [secret], now: Date.now()}) === undefined
      ? headers['webhook-id']
      : undefined
  await using receiver = await Receiver.start({seen, readProvenId})
  for (const headers of requests) await fetch(receiver.url, {method: 'POST', body: BODY, headers})
  return receiver.received.map(({duplicate}) => duplicate === true)
}

test('a replayed valid request is a duplicate, even after a restart', async () => {
  await using folder = await temporaryFolder()
  const file = path.join(folder.path, 'seen')
  const secret = createSigningSecret()
  const [one, two] = [signed('evt_1', secret), signed('evt_2', secret)]

  const first = await receive(file, secret, [one, one, two])
  // What a crash in the middle of a write leaves behind.
  await appendFile(file, '[17000')
  const afterwards = await receive(file, secret, [one, two, signed('evt_3', secret)])

  expect(first).toEqual([false, true, false])
  expect(afterwards).toEqual([true, true, false])
  expect((await stat(file)).mode & 0o777).toBe(0o600)
})

test('a forged request is not a duplicate, and does not make the genuine one a duplicate', async () => {
  await using folder = await temporaryFolder()
  const secret = createSigningSecret()
  const forged = signed('evt_1', createSigningSecret())

  const seen = await receive(path.join(folder.path, 'seen'), secret, [
    forged,
    forged,
    signed('evt_1', secret),
  ])

  expect(seen).toEqual([false, false, false])
})

test('an id expires once no signature of it can be valid, so the file stays small', async () => {
  await using folder = await temporaryFolder()
  const file = path.join(folder.path, 'seen')
  const clock = new VirtualClock(Date.now())
  using seen = new SeenIds(file, clock)

  for (let n = 0; n < 1500; n++) seen.record(`evt_${n}`)
  clock.moveTo(clock.now() + 599_000)
  const before = seen.record('evt_0')
  clock.moveTo(clock.now() + 2000)
  const after = seen.record('evt_0')

  expect([before, after]).toEqual([true, false])
  expect((await stat(file)).size).toBeLessThan(100)
})
