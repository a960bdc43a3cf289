import {chmod, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {checkNodeVersion} from '../../src/actions/doctor/machine.ts'
import {examineReceivers} from '../../src/actions/doctor/receivers.ts'
import {Receiver} from '../../src/receiver/receiver.ts'
import {startEmulator} from '../support/emulator.ts'
import {hooks, temporaryFolder, type Ran} from '../support/run.ts'
import {startVendor} from '../support/vendor.ts'

type Found = {check: string; status: string; message: string; hint?: string}

function findFinding({stdout}: Ran, check: string): Found | undefined {
  const {findings}: {findings: Found[]} = JSON.parse(stdout)
  return findings.find((each) => each.check.startsWith(check))
}

test('doctor exits 0 if every check is ok', async () => {
  await using emulator = await startEmulator()
  await using receiver = await Receiver.start()
  const webhook = {url: receiver.url, events: ['video.source.recorded']}
  await emulator.control.webhooks.create({provider: 'apivideo', ...webhook})

  const ran = await hooks(['doctor', '--json'], emulator.env)

  const {ok, findings}: {ok: boolean; findings: Found[]} = JSON.parse(ran.stdout)
  expect(findings.filter(({status}) => status !== 'ok')).toEqual([])
  expect(findings.map(({check}) => check.split(' ')[0])).toEqual([
    'node',
    'config',
    'project',
    'store',
    'server',
    'version',
    'clock',
    'receiver',
  ])
  expect({ok, exitStatus: ran.exitStatus}).toEqual({ok: true, exitStatus: 0})
  expect(receiver.received.map(({method}) => method)).toEqual(['HEAD'])
})

test('without a server, doctor exits 8 and names the command that starts one', async () => {
  const ran = await hooks(['doctor', '--json'], {HOOKS_API_URL: 'http://127.0.0.1:1'})

  expect(ran.exitStatus).toBe(8)
  expect(findFinding(ran, 'server')).toMatchObject({
    status: 'fail',
    hint: 'start it with: hooks serve',
  })
})

test('on a terminal, doctor shows a table with a fix for each finding', async () => {
  const env = {HOOKS_API_URL: 'http://127.0.0.1:1', NO_COLOR: '1'}

  const {stdout, stderr, exitStatus} = await hooks(['doctor'], env, {terminal: true})
  const piped = await hooks(['doctor'], env)

  expect(exitStatus).toBe(8)
  expect(stdout).toMatch(/^STATUS +CHECK +FINDING$/m)
  expect(stdout).toMatch(/^fail +server .*\n {2}→ start it with: hooks serve$/m)
  expect(piped.stdout).toMatch(/^fail\tserver\t.*\tstart it with: hooks serve$/m)
  expect(stderr).toContain('Problems found: each finding says how to fix it.')
})

test('doctor reports a configuration that others can read, instead of failing', async () => {
  await using folder = await temporaryFolder()
  const file = path.join(folder.path, 'config.json')
  await writeFile(file, '{}')
  await chmod(file, 0o644)

  const ran = await hooks(['doctor', '--json'], {HOOKS_CONFIG_DIR: folder.path})

  expect(ran.exitStatus).toBe(8)
  expect(findFinding(ran, 'config')).toMatchObject({status: 'fail', hint: `chmod 600 ${file}`})
})

test('doctor reports an invalid .hooksrc', async () => {
  await using emulator = await startEmulator()
  await using folder = await temporaryFolder()
  await writeFile(path.join(folder.path, '.hooksrc'), '{"token": "a"}')

  const ran = await hooks(['doctor', '--json'], emulator.env, {cwd: folder.path})

  expect(ran.exitStatus).toBe(8)
  expect(findFinding(ran, 'project')).toMatchObject({status: 'fail'})
  expect(findFinding(ran, 'server')).toMatchObject({status: 'ok'})
})

test('doctor reports a file that is not a hooks store', async () => {
  await using emulator = await startEmulator()

  const ran = await hooks(['doctor', '--json', '--store', 'package.json'], emulator.env)

  expect(findFinding(ran, 'store')).toMatchObject({
    status: 'fail',
    message: 'package.json is not a hooks store',
  })
})

test.each([
  [60, 'warn', '60 s ahead'],
  [-600, 'fail', '600 s behind'],
])('doctor reports a clock that is %i s off', async (seconds, status, words) => {
  await using emulator = await startEmulator()
  const now = new Date(Date.now() + seconds * 1000)

  const ran = await hooks(['doctor', '--json'], emulator.env, {now})

  const found = findFinding(ran, 'clock local')
  expect(found?.status).toBe(status)
  // A Date header is only precise to the second.
  expect(found?.message.replace(/\d+ s/, `${Math.abs(seconds)} s`)).toContain(words)
})

test('a receiver that is not running is reported with its webhook', async () => {
  await using emulator = await startEmulator()
  const gone = await Receiver.start()
  const {url} = gone
  await gone[Symbol.asyncDispose]()
  const webhook = {url: `${url}?token=t`, events: ['video.source.recorded']}
  const {id} = await emulator.control.webhooks.create({provider: 'apivideo', ...webhook})

  const ran = await hooks(['doctor', '--json'], emulator.env)

  expect(ran.exitStatus).toBe(8)
  expect(findFinding(ran, 'receiver')).toMatchObject({
    check: `receiver ${id}`,
    status: 'fail',
    message: `${url}: connection refused`,
    hint: expect.stringContaining(`hooks update ${id} --url`),
  })
})

test('receivers that a vendor cannot reach are reported, disabled webhooks not probed', async () => {
  await using receiver = await Receiver.start()
  const webhook = {id: '1', provider: 'apivideo', events: [], state: 'enabled'} as const
  const webhooks = [
    {...webhook, url: 'http://192.168.1.2/in?token=t'},
    {...webhook, url: receiver.url},
    {...webhook, url: `${receiver.url}/other`, state: 'disabled' as const},
  ]
  const reached = {profile: 'apivideo', label: 'api.video', webhooks}

  const there = await examineReceivers([{...reached, sendsFromHere: false}], undefined)
  const here = await examineReceivers(
    [{...reached, sendsFromHere: true, webhooks: webhooks.slice(1)}],
    undefined,
  )

  const message = 'api.video cannot reach http://192.168.1.2/in: it is a private address'
  expect(there).toMatchObject([{status: 'fail', message}, {status: 'fail'}])
  expect(here).toMatchObject([{status: 'ok'}])
  expect(receiver.received).toHaveLength(1)
})

test('doctor checks the credentials of all stored profiles, and names the login command', async () => {
  await using vendor = await startVendor('apivideo', ({key}) => ({credentials: {apiKey: key}}))
  await using emulator = await startEmulator()
  const argv = ['login', '--profile', 'stale', '--vendor', 'apivideo', '--key-file', '-']
  const extra = ['--no-check', '--base-url', emulator.url]
  await hooks([...argv, ...extra], vendor.env, {stdin: 'expired'})

  const ran = await hooks(['doctor', '--json'], vendor.env)

  expect(ran.exitStatus).toBe(8)
  expect(findFinding(ran, 'profile apivideo')).toMatchObject({status: 'ok'})
  expect(findFinding(ran, 'clock apivideo')).toMatchObject({status: 'ok'})
  expect(findFinding(ran, 'profile stale')).toMatchObject({
    status: 'fail',
    hint: 'hooks login --profile stale',
  })
})

test('an older Node is reported', () => {
  expect(checkNodeVersion('24.14.9')).toMatchObject({status: 'fail'})
  expect(checkNodeVersion('24.15.0')).toMatchObject({status: 'ok'})
  expect(checkNodeVersion('26.0.0')).toMatchObject({status: 'ok'})
})
