import {readdir} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {HooksError} from '../../src/core/errors.ts'
import {Receiver} from '../../src/receiver/receiver.ts'
import {urlOfNobody} from '../support/nobody.ts'
import {running} from '../support/program.ts'
import {hooks, scriptedPrompter, temporaryFolder} from '../support/run.ts'

const EVENT = 'video.source.recorded'
const CANCELLED = new HooksError('cancelled', 'interrupted; nothing was changed')

/** A machine with a receiver, on which no hooks server has ever run. */
async function startBareMachine() {
  await using stack = new AsyncDisposableStack()
  const api = await urlOfNobody()
  const folder = stack.use(await temporaryFolder())
  const receiver = stack.use(await Receiver.start())
  const owned = stack.move()
  return {
    receiver,
    folder: folder.path,
    env: {
      HOOKS_API_URL: api,
      HOOKS_CONFIG_DIR: path.join(folder.path, 'config'),
      HOOKS_DATA_DIR: path.join(folder.path, 'data'),
    },
    argv: ['init', '--profile', 'local', '--url', receiver.url, '--events', EVENT],
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

test('if no server is running, init starts one, sends the test through it and stops it', async () => {
  await using machine = await startBareMachine()
  const {env, argv, receiver} = machine

  const {stdout, exitStatus} = await hooks([...argv, '--yes', '--json'], env)

  expect(exitStatus).toBe(0)
  expect(JSON.parse(stdout).test.deliveries).toMatchObject([{state: 'delivered', code: 200}])
  expect(receiver.received.filter(({method}) => method === 'POST')).toHaveLength(1)
  expect((await hooks(['list'], env)).exitStatus).toBe(6)
})

test('the next server has the webhook that init created', async () => {
  await using machine = await startBareMachine()
  const {env, argv} = machine
  const {port} = new URL(env.HOOKS_API_URL)

  const first = await hooks([...argv, '--no-test', '--yes', '-o', 'table'], env)
  const second = await hooks([...argv, '--no-test', '--yes', '-o', 'table'], env)

  expect(first.stderr).toContain(`start its server again: hooks serve --port ${port}\n`)
  await using served = await running(['serve', '--port', port, '--json'], env)
  await served.firstLine
  const {stdout} = await hooks(['list', '--json'], env)
  expect(second.exitStatus).toBe(0)
  expect(JSON.parse(stdout).webhooks).toHaveLength(2)
})

test('interrupting any question leaves no store, key, folder or server behind', async () => {
  await using machine = await startBareMachine()
  const {env, folder, receiver} = machine
  const answers = ['local', 'apivideo', receiver.url, [EVENT]]

  for (let asked = 0; asked <= answers.length; asked++) {
    const prompter = scriptedPrompter([...answers.slice(0, asked), CANCELLED])
    const {exitStatus} = await hooks(['init'], env, {prompter})
    expect(exitStatus).toBe(130)
  }
  expect(await readdir(folder)).toEqual([])
})

test('on a terminal, init finally asks whether to keep the server running; no exits 0', async () => {
  await using machine = await startBareMachine()
  const prompter = scriptedPrompter([true, false])

  const {exitStatus} = await hooks([...machine.argv, '--no-test'], machine.env, {prompter})

  expect(exitStatus).toBe(0)
  expect(prompter.asked.at(-1)).toBe('Keep the server running now?')
})

test('interrupting the last question exits 130 and says that the webhook is kept', async () => {
  await using machine = await startBareMachine()
  const prompter = scriptedPrompter([true, CANCELLED])

  const {exitStatus, stderr} = await hooks([...machine.argv, '--no-test'], machine.env, {prompter})

  expect(exitStatus).toBe(130)
  expect(stderr).toContain('interrupted; the webhook was created and is kept\n')
})

test('with --serve the server runs until Ctrl-C, which exits 0', async () => {
  await using machine = await startBareMachine()
  const {argv, env} = machine
  await using init = await running([...argv, '--no-test', '--yes', '--serve'], env)
  await init.said(/Press Ctrl-C to stop/)
  const {exitStatus} = await hooks(['list'], env)

  const status = await init.kill('SIGINT')

  expect({exitStatus, status}).toEqual({exitStatus: 0, status: 0})
})
