import {writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {answering, type AnsweringServer} from '../support/answering-server.ts'
import {startEmulator, type Emulator} from '../support/emulator.ts'
import {hooks, missingPath, temporaryFolder} from '../support/run.ts'

const ENCODING = 'video.encoding.quality.completed'
const SOURCE = 'video.source.recorded'
const PLAY = ['trigger', '--scenario', 'upload-720p', '--speed', 'max']

async function subscribe({control}: Emulator, url: string, events = [ENCODING, SOURCE]) {
  return control.webhooks.create({provider: 'apivideo', url, events})
}

function parseBodies({asked}: AnsweringServer): Record<string, unknown>[] {
  return asked.map(({body}) => JSON.parse(body))
}

test('a scenario sends the events of one action in order, all about one video', async () => {
  await using emulator = await startEmulator()
  await using receiver = await answering({status: 200})
  await subscribe(emulator, receiver.url)

  const {stdout, exitStatus} = await hooks([...PLAY, '--json'], emulator.env)

  expect(exitStatus).toBe(0)
  const {scenario, events, deliveries} = JSON.parse(stdout)
  expect(scenario).toBe('upload-720p')
  expect(events).toHaveLength(5)
  expect(deliveries).toHaveLength(5)
  const sent = parseBodies(receiver)
  expect(sent.map(({encoding, quality}) => [encoding, quality])).toEqual([
    ['hls', '240p'],
    ['hls', '360p'],
    ['hls', '480p'],
    ['hls', '720p'],
    ['mp4', '720p'],
  ])
  expect(new Set(sent.map(({videoId}) => videoId)).size).toBe(1)
})

test('a scenario prints a row per delivery, and reports each event as it happens', async () => {
  await using emulator = await startEmulator()
  await using receiver = await answering({status: 200})
  const {id} = await subscribe(emulator, receiver.url)

  const {stdout, stderr} = await hooks(PLAY, emulator.env)

  const rows = stdout.trim().split('\n')
  expect(rows).toHaveLength(5)
  for (const row of rows) {
    expect(row).toMatch(new RegExp(`^\\S+\t${ENCODING}\t${id}\tdelivered\t200\t1\t\\d+$`))
  }
  expect(stderr).toMatch(new RegExp(`^1/5 ${ENCODING}\n2/5 `))
})

test('the exit status of a scenario is that of its worst outcome', async () => {
  await using emulator = await startEmulator()
  await using failing = await answering({status: 200}, {status: 200}, {status: 500}, {status: 200})
  await using broken = await answering({status: 200}, 'reset', {status: 200})
  const first = await subscribe(emulator, failing.url)

  const bad = await hooks(PLAY, emulator.env)
  await emulator.control.webhooks.update(first.id, {url: broken.url})
  const unreachable = await hooks(PLAY, emulator.env)

  expect(bad.exitStatus).toBe(7)
  expect(unreachable.exitStatus).toBe(6)
})

test('an event without a subscriber is reported; if no event has one, trigger exits 4', async () => {
  await using emulator = await startEmulator()
  await using receiver = await answering({status: 200})
  const argv = ['trigger', '--scenario', 'live-stream', '--speed', 'max']

  const nobody = await hooks(argv, emulator.env)
  await subscribe(emulator, receiver.url, [SOURCE])
  const some = await hooks(argv, emulator.env)

  expect(nobody.exitStatus).toBe(4)
  expect(some.exitStatus).toBe(0)
  expect(some.stderr).toContain('no webhook subscribes to live-stream.broadcast.started\n')
  expect(parseBodies(receiver)).toMatchObject([{type: SOURCE}])
})

test('a custom scenario comes from a file, and can use ids of earlier events', async () => {
  await using emulator = await startEmulator()
  await using receiver = await answering({status: 200})
  await using folder = await temporaryFolder()
  await subscribe(emulator, receiver.url)
  const file = path.join(folder.path, 'mine.yaml')
  await writeFile(
    file,
    `name: mine
provider: apivideo
steps:
  - {event: ${SOURCE}, as: source}
  - event: ${ENCODING}
    after: 1h
    set: {videoId: '{{source.videoId}}', quality: 240p}
`,
  )
  const argv = ['trigger', '--scenario-file', file, '--speed', 'max', '--json']

  const {stdout, exitStatus} = await hooks(argv, emulator.env)

  expect(exitStatus).toBe(0)
  expect(JSON.parse(stdout).scenario).toBe('mine')
  const [source, encoding] = parseBodies(receiver)
  expect(encoding).toMatchObject({quality: '240p', videoId: source?.['videoId']})
})

test('steps in a file can be of several providers', async () => {
  await using emulator = await startEmulator()
  await using receiver = await answering({status: 200})
  await subscribe(emulator, receiver.url)
  await emulator.control.webhooks.create({provider: 'mda', url: receiver.url, events: []})
  const stdin = `
- {event: ${SOURCE}, provider: apivideo}
- {event: session.create, provider: mda}
`
  const argv = ['trigger', '--scenario-file', '-', '--json']

  const {stdout} = await hooks(argv, emulator.env, {stdin})

  const providers = JSON.parse(stdout).deliveries.map(({provider}: {provider: string}) => provider)
  expect(providers).toEqual(['apivideo', 'mda'])
})

for (const [what, text, message] of [
  ['broken YAML', 'steps: [', /^error: stdin:1:9: /],
  [
    'an unknown provider',
    `- {event: ${SOURCE}, provider: apivido}`,
    /^error: stdin:1:11: unknown prov/,
  ],
  ['an unknown event', '- event: video.sauce.recorded', /hint: did you mean video.source.recorded/],
  [
    'a field that does not exist',
    `- event: ${SOURCE}\n- event: ${ENCODING}\n  set: {videoId: '{{1.video}}'}`,
    /^error: stdin:3:8: step 2: .* no field video/,
  ],
] as const) {
  test(`a file with ${what} exits 2 before anything is sent`, async () => {
    await using emulator = await startEmulator()
    await using receiver = await answering({status: 200})
    await subscribe(emulator, receiver.url)
    const argv = ['trigger', '--scenario-file', '-', '--speed', 'max']

    const {stdout, stderr, exitStatus} = await hooks(argv, emulator.env, {stdin: text})

    expect(exitStatus).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toMatch(message)
    expect(receiver.asked).toEqual([])
  })
}

test('an unknown scenario, an invalid speed and flags that cannot be combined exit 2', async () => {
  const unknown = await hooks(['trigger', '--scenario', 'upload-720'])

  expect(unknown.exitStatus).toBe(2)
  expect(unknown.stderr).toContain('hint: did you mean upload-720p?')
  expect((await hooks([...PLAY.slice(0, 3), '--speed', 'fast'])).exitStatus).toBe(2)
  expect((await hooks([...PLAY, '--set', 'a=1'])).exitStatus).toBe(2)
  expect((await hooks([...PLAY, '--scenario-file', '-'])).exitStatus).toBe(2)
  await using missing = await missingPath()
  expect((await hooks(['trigger', '--scenario-file', missing.path])).exitStatus).toBe(2)
})
