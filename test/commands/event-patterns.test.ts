import {writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {answering} from '../support/answering-server.ts'
import {startEmulator} from '../support/emulator.ts'
import {hooks, scriptedPrompter, temporaryFolder} from '../support/run.ts'
import {startVendor} from '../support/vendor.ts'

const STANDARD = ['--provider', 'standard']

test('a webhook can subscribe by pattern to custom events that are not defined', async () => {
  await using emulator = await startEmulator()
  await using receiver = await answering({status: 200})
  const create = ['create', '--url', receiver.url, ...STANDARD, '--json', '--events']

  const created = await hooks([...create, 'order.*,user.left'], emulator.env)
  const triggered = await hooks(['trigger', 'order.paid', ...STANDARD], emulator.env)
  const other = await hooks(['trigger', 'invoice.paid', ...STANDARD], emulator.env)
  const {id} = JSON.parse(created.stdout)
  const updated = await hooks(['update', id, '--events', '*', '--json'], emulator.env)
  const malformed = await hooks([...create, 'order *'], emulator.env)

  expect(created.exitStatus).toBe(0)
  expect(JSON.parse(created.stdout).events).toEqual(['order.*', 'user.left'])
  expect([triggered.exitStatus, other.exitStatus]).toEqual([0, 4])
  expect(receiver.asked).toHaveLength(1)
  expect(JSON.parse(updated.stdout).events).toEqual(['*'])
  expect(malformed.exitStatus).toBe(2)
  expect(malformed.stderr).toContain('order *')
})

test('the provider of a pattern follows from a defined type', async () => {
  await using emulator = await startEmulator()
  await hooks(['events', 'define', 'order.paid'], emulator.env)
  const create = ['create', '--url', 'https://example.com/in', '--events', 'order.*', '--json']

  const {stdout} = await hooks(create, emulator.env)

  expect(JSON.parse(stdout)).toMatchObject({provider: 'standard', events: ['order.*']})
})

test('apply and export accept patterns of custom events and of vendor events', async () => {
  await using emulator = await startEmulator()
  await using folder = await temporaryFolder()
  const file = path.join(folder.path, 'hooks.yaml')
  const own = '  - {provider: standard, url: https://example.com/own, events: ["order.*"]}\n'
  const theirs = '  - {url: https://example.com/theirs, events: ["video.*"]}\n'
  await writeFile(file, `webhooks:\n${own}${theirs}`)

  const applied = await hooks(['apply', file, '--yes'], emulator.env)
  const planned = await hooks(['plan', file], emulator.env)
  await hooks(['export', '--file', file, '--yes'], emulator.env)
  const again = await hooks(['plan', file, '--json'], emulator.env)

  expect([applied.exitStatus, planned.exitStatus, again.exitStatus]).toEqual([0, 0, 0])
  expect(JSON.parse(again.stdout).items).toHaveLength(2)
  const webhooks = await emulator.control.webhooks.list()
  expect(webhooks.map(({events}) => events)).toEqual(
    expect.arrayContaining([['order.*'], ['video.*']]),
  )
})

test('at a vendor without patterns, a pattern in a file means the matching types', async () => {
  await using vendor = await startVendor('apivideo', ({key}) => ({credentials: {apiKey: key}}))
  const file = path.join(path.dirname(vendor.configFile), 'hooks.yaml')
  const entry = '{profile: apivideo, url: https://example.com/in, events: ["video.source.*"]}'
  await writeFile(file, `webhooks:\n  - ${entry}\n`)

  const applied = await hooks(['apply', file, '--yes'], vendor.env)
  const planned = await hooks(['plan', file], vendor.env)

  expect([applied.exitStatus, planned.exitStatus]).toEqual([0, 0])
  expect(await vendor.emulator.control.webhooks.list()).toMatchObject([
    {events: ['video.source.recorded']},
  ])
})

test('on a terminal, a pattern implies the provider, and only the URL is asked for', async () => {
  await using emulator = await startEmulator()
  const prompter = scriptedPrompter(['https://example.com/in'])

  const {exitStatus} = await hooks(['create', '--events', 'video.*'], emulator.env, {prompter})

  expect(exitStatus).toBe(0)
  expect(await emulator.control.webhooks.list()).toMatchObject([{events: ['video.*']}])
})

test('the test of a webhook that subscribes by pattern is an event that matches it', async () => {
  await using emulator = await startEmulator()
  await using receiver = await answering({status: 200})
  const flags = ['--url', receiver.url, ...STANDARD, '--events', 'order.*', '--yes', '--json']

  const {stdout, exitStatus} = await hooks(['init', ...flags], emulator.env)

  expect(exitStatus).toBe(0)
  expect(JSON.parse(stdout).webhook.events).toEqual(['order.*'])
  expect(JSON.parse(receiver.asked.at(-1)?.body ?? '')).toMatchObject({type: 'order.test'})
})
