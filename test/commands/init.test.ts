import {readFile} from 'node:fs/promises'
import {expect, test} from 'vitest'
import {parse} from 'yaml'
import {HooksError} from '../../src/core/errors.ts'
import {Receiver} from '../../src/receiver/receiver.ts'
import {startEmulator} from '../support/emulator.ts'
import {urlOfNobody} from '../support/nobody.ts'
import {hooks, RETURN, scriptedPrompter, temporaryFolder} from '../support/run.ts'
import {startVendor} from '../support/vendor.ts'

const EVENT = 'video.source.recorded'
const CANCELLED = new HooksError('cancelled', 'interrupted; nothing was changed')
const OUTSIDE = ['--url', 'https://example.com/webhooks', '--no-probe', '--no-test', '--yes']

test('on a terminal, init sets up a working webhook step by step', async () => {
  await using emulator = await startEmulator()
  await using receiver = await Receiver.start()
  const prompter = scriptedPrompter(['local', 'apivideo', receiver.url, [EVENT], RETURN])

  const ran = await hooks(['init', '-o', 'table'], emulator.env, {prompter, terminal: true})

  expect(ran.stderr).toContain('hooks create --profile local --provider apivideo')
  expect(ran.exitStatus).toBe(0)
  expect(prompter.asked).toEqual([
    'Where should the webhook be created?',
    'Which provider?',
    'URL to send deliveries to:',
    'Which events?',
    `Create a webhook at the local server that sends ${EVENT} to ${receiver.url}?`,
  ])
  expect(ran.stdout).toContain(`${EVENT} delivered 200`)
  expect(await emulator.control.webhooks.list()).toMatchObject([{url: receiver.url}])
})

test('the probe is a HEAD request, so that the only delivery is the test', async () => {
  await using emulator = await startEmulator()
  await using receiver = await Receiver.start()
  const argv = ['init', '--url', receiver.url, '--events', EVENT, '--yes', '--json']

  const {stdout, stderr, exitStatus} = await hooks(argv, emulator.env)

  expect(stderr).toBe('')
  expect(exitStatus).toBe(0)
  const posts = (await receiver.waitForFirst(2)).filter(({method}) => method === 'POST')
  expect(posts).toHaveLength(1)
  const {webhook, test: sent, command, yaml} = JSON.parse(stdout)
  expect(sent.deliveries).toMatchObject([{webhookId: webhook.id, state: 'delivered', code: 200}])
  expect(command).toBe(
    `hooks create --profile local --provider apivideo --events ${EVENT} --url ${receiver.url}`,
  )
  expect(parse(yaml)).toEqual({
    webhooks: [{profile: 'local', provider: 'apivideo', url: receiver.url, events: [EVENT]}],
  })
})

test('the test goes to the new webhook only', async () => {
  await using emulator = await startEmulator()
  await using receiver = await Receiver.start()
  await using other = await Receiver.start()
  await hooks(['create', '--url', other.url, '--events', EVENT], emulator.env)

  const argv = ['init', '--url', receiver.url, '--events', EVENT, '--yes', '--json']
  const {stdout} = await hooks(argv, emulator.env)

  expect(JSON.parse(stdout).test.deliveries).toMatchObject([{state: 'delivered', code: 200}])
  expect(other.received).toEqual([])
})

test('without a terminal, all missing flags are reported at once', async () => {
  const {stderr, exitStatus} = await hooks(['init'])

  expect(exitStatus).toBe(2)
  expect(stderr).toContain('error: missing --url and --events and --yes\n')
})

test('without a terminal, a vendor without credentials also requires --key-file', async () => {
  const {stderr, exitStatus} = await hooks(['init', ...OUTSIDE, '--profile', 'apivideo'])

  expect(exitStatus).toBe(2)
  expect(stderr).toContain('error: missing --key-file and --events\n')
})

test('every question can be answered by an environment variable', async () => {
  await using emulator = await startEmulator()
  const env = {
    ...emulator.env,
    HOOKS_PROVIDER: 'apivideo',
    HOOKS_URL: 'https://example.com/webhooks',
    HOOKS_EVENTS: EVENT,
    HOOKS_YES: 'true',
    HOOKS_PROBE: 'false',
    HOOKS_TEST: 'false',
  }

  const {stdout, stderr, exitStatus} = await hooks(['init', '--json'], env)

  expect(stderr).toBe('')

  expect(exitStatus).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({webhook: {events: [EVENT]}})
})

test('interrupting any question exits 130 and leaves nothing behind', async () => {
  await using emulator = await startEmulator()
  const url = await urlOfNobody()
  const answers = ['local', 'apivideo', url, false, url, true, [EVENT]]

  for (let asked = 0; asked <= answers.length; asked++) {
    const prompter = scriptedPrompter([...answers.slice(0, asked), CANCELLED])
    const {exitStatus} = await hooks(['init'], emulator.env, {prompter})
    expect(exitStatus).toBe(130)
    expect(prompter.asked).toHaveLength(asked + 1)
  }
  expect(await emulator.control.webhooks.list()).toEqual([])
})

test('answering no to the last question exits 130 and creates nothing', async () => {
  await using emulator = await startEmulator()
  const argv = ['init', '--url', 'https://example.com/a', '--no-probe', '--events', EVENT]

  const {exitStatus} = await hooks(argv, emulator.env, {
    prompter: scriptedPrompter(['local', false]),
  })

  expect(exitStatus).toBe(130)
  expect(await emulator.control.webhooks.list()).toEqual([])
})

test('a receiver that rejects the test exits 7, and the webhook is kept', async () => {
  await using emulator = await startEmulator()
  await using receiver = await Receiver.start({answer: () => ({status: 500})})
  const argv = ['init', '--url', receiver.url, '--events', EVENT, '--yes', '--json']

  const {exitStatus} = await hooks(argv, emulator.env)

  expect(exitStatus).toBe(7)
  expect(await emulator.control.webhooks.list()).toHaveLength(1)
})

test('a remote server that does not answer is reported before any question', async () => {
  const env = {HOOKS_API_URL: 'https://127.0.0.1:1', HOOKS_PROFILE: 'local'}
  const prompter = scriptedPrompter([])

  const {stderr, exitStatus} = await hooks(['init'], env, {prompter})

  expect(exitStatus).toBe(6)
  expect(stderr).toContain('hooks serve')
})

test('at a vendor, a rejected credential is asked for again, and a valid one is saved', async () => {
  await using vendor = await startVendor('apivideo', () => ({}))
  const {key, control} = vendor.emulator
  const prompter = scriptedPrompter(['wrong', key, true])
  const argv = ['init', ...OUTSIDE.filter((word) => word !== '--yes'), '--events', EVENT]

  const {stderr, stdout, exitStatus} = await hooks(argv, vendor.env, {prompter})

  expect(exitStatus).toBe(0)
  expect(prompter.asked.slice(0, 2)).toEqual(['API key:', 'API key:'])
  expect(stdout + stderr).not.toContain(key)
  const {profiles} = JSON.parse(await readFile(vendor.configFile, 'utf8'))
  expect(profiles.apivideo.credentials).toEqual({apiKey: key})
  expect(await control.webhooks.list()).toHaveLength(1)
})

test('a credential is not saved if the user cancels after entering it', async () => {
  await using vendor = await startVendor('apivideo', () => ({}))
  const before = await readFile(vendor.configFile, 'utf8')
  const prompter = scriptedPrompter([vendor.emulator.key, CANCELLED])

  const {exitStatus} = await hooks(
    ['init', ...OUTSIDE, '--events', EVENT].slice(0, -2),
    vendor.env,
    {
      prompter,
    },
  )

  expect(exitStatus).toBe(130)
  expect(await readFile(vendor.configFile, 'utf8')).toBe(before)
})

test('hooks itself sends the test if the vendor cannot, to the new webhook only', async () => {
  await using vendor = await startVendor('apivideo', ({key}) => ({credentials: {apiKey: key}}))
  await using receiver = await Receiver.start()
  await using other = await Receiver.start()
  await hooks(['create', '--url', other.url, '--events', EVENT], vendor.env)
  const argv = ['init', '--url', receiver.url, '--events', EVENT, '--yes', '--json']

  const {stdout, exitStatus} = await hooks(argv, vendor.env)

  expect(exitStatus).toBe(0)
  expect(JSON.parse(stdout).test).toMatchObject({sentBy: 'hooks', deliveries: [{code: 200}]})
  expect(other.received).toEqual([])
})

test('if the vendor rejects the webhook, the credential is removed again', async () => {
  await using vendor = await startVendor('mda', () => ({scope: '7'}))
  await using folder = await temporaryFolder()
  const before = await readFile(vendor.configFile, 'utf8')
  await vendor.emulator.control.webhooks.create({
    provider: 'mda',
    scope: '7',
    url: 'https://example.com/first',
    events: ['session.create'],
  })
  const prompter = scriptedPrompter(['somebody', vendor.emulator.key])

  const {exitStatus} = await hooks(['init', ...OUTSIDE], vendor.env, {prompter, cwd: folder.path})

  expect(exitStatus).toBe(9)
  expect(JSON.parse(await readFile(vendor.configFile, 'utf8'))).toEqual(JSON.parse(before))
})
