import {writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {targetvideo as provider} from '../../src/providers/targetvideo/index.ts'
import {Receiver} from '../../src/receiver/receiver.ts'
import {startEmulator} from '../support/emulator.ts'
import {hooks, temporaryFolder} from '../support/run.ts'

test('the vendor has no API: commands exit 10 and name the three fields of its web console', async () => {
  const url = ['--url', 'https://example.com/in', '--events', 'add_video']

  const {exitStatus, stderr} = await hooks(['create', '--profile', 'targetvideo', ...url, '--json'])

  expect(exitStatus).toBe(10)
  expect(JSON.parse(stderr).error).toMatchObject({
    code: 'unsupported',
    message: 'TargetVideo has no API for webhooks',
    hint: expect.stringMatching(/web console.*Endpoint URL, Secret key and Timeout/),
  })
})

test.each([
  [['list'], 'The web console shows it'],
  [['get', 'x'], 'The web console shows it'],
  [['update', 'x', '--url', 'https://example.com'], 'Endpoint URL, Secret key and Timeout'],
  [['disable', 'x'], 'Set or empty the Endpoint URL'],
  [['secret', 'get', 'x'], 'The Secret key is in the web console'],
  [['delete', 'x', '--yes'], 'Empty the Endpoint URL'],
  [['trigger', 'add_video'], 'hooks trigger EVENT --to URL'],
  [['trigger', '--scenario', 'upload'], 'hooks trigger EVENT --to URL'],
])('%j with the profile of the vendor exits 10 and says what to do instead', async (argv, hint) => {
  const {exitStatus, stderr} = await hooks([...argv, '--profile', 'targetvideo', '--json'])

  expect(exitStatus).toBe(10)
  expect(JSON.parse(stderr).error.hint).toContain(hint)
})

test('events can be shown, and sent with --to, with the profile of the vendor too', async () => {
  await using receiver = await Receiver.start()
  const env = {HOOKS_PROFILE: 'targetvideo'}

  const shown = await hooks(['events', 'add_video'], env)
  const sent = await hooks(['trigger', 'add_video', '--to', receiver.url], env)

  expect([shown.exitStatus, sent.exitStatus]).toEqual([0, 0])
  expect(receiver.received).toHaveLength(1)
})

test('trigger --to sends a sample straight to a receiver, with the secret from a file', async () => {
  await using receiver = await Receiver.start()
  await using folder = await temporaryFolder()
  const file = path.join(folder.path, 'secret')
  await writeFile(file, 'my secret\n')

  const {exitStatus} = await hooks([
    'trigger',
    'sd_encoded',
    '--to',
    receiver.url,
    '--secret-file',
    file,
  ])

  expect(exitStatus).toBe(0)
  const [received] = receiver.received
  if (received === undefined) throw new Error('nothing was received')
  expect(provider.proof.verify(received, 'my secret')).toEqual({result: 'valid'})
})

test.each([
  ['upload', ['add_video', 'sd_encoded', 'video_encoded'], 'Video'],
  ['playlist-add', ['add_videos_to_playlist', 'sort_videos_in_playlist'], 'Playlist'],
])('the scenario %s sends %j about the same thing', async (name, events, thing) => {
  await using receiver = await Receiver.start()
  await using emulator = await startEmulator()
  await hooks(['create', '--provider', 'targetvideo', '--url', receiver.url], emulator.env)

  const {exitStatus} = await hooks(['trigger', '--scenario', name, '--speed', 'max'], emulator.env)

  const bodies = receiver.received.map(({body}) => JSON.parse(body.toString()))
  const ids = new Set(bodies.map(({response}) => response[thing].id))
  expect(exitStatus).toBe(0)
  expect(bodies.map(({event}) => event)).toEqual(events)
  expect([...ids]).toEqual([expect.stringMatching(/^\d+$/)])
  expect(ids.has('7654321')).toBe(false)
})
