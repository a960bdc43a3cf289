import {expect, test} from 'vitest'
import {Receiver} from '../../src/receiver/receiver.ts'
import {startEmulator} from '../support/emulator.ts'
import {running} from '../support/program.ts'
import {temporaryFolder} from '../support/run.ts'

test('Ctrl-C during the test exits 130 and deletes the webhook', async () => {
  await using emulator = await startEmulator()
  await using folder = await temporaryFolder()
  await using receiver = await Receiver.start({answer: () => 'hang'})
  const argv = ['init', '--url', receiver.url, '--events', 'video.source.recorded']
  const env = {...emulator.env, HOOKS_CONFIG_DIR: folder.path}
  await using init = await running([...argv, '--no-probe', '--yes'], env)
  await receiver.waitForFirst(1)

  const status = await init.kill('SIGINT')

  expect(status).toBe(130)
  expect(init.stderr()).toContain('interrupted; nothing was changed')
  expect(await emulator.control.webhooks.list()).toEqual([])
})
