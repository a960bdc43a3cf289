import {writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {answering} from '../support/answering-server.ts'
import {startEmulator, type Emulator} from '../support/emulator.ts'
import {hooks, missingPath, scriptedPrompter, temporaryFolder} from '../support/run.ts'

const EVENT = 'video.encoding.quality.completed'

async function subscribe({control}: Emulator, url: string) {
  await control.webhooks.create({provider: 'apivideo', url, events: [EVENT]})
}

/** An editor that runs `script`, which has the `text` of the `file` to edit. */
async function createEditor(script: string) {
  const folder = await temporaryFolder()
  const file = path.join(folder.path, 'editor.mjs')
  await writeFile(
    file,
    `import fs from 'node:fs'
const file = process.argv[2]
const text = fs.readFileSync(file, 'utf8')
${script}`,
  )
  return {...folder, env: {VISUAL: `"${process.execPath}" "${file}"`, TMPDIR: folder.path}}
}

test('a payload that is invalid for its type is rejected, and the fields are named', async () => {
  await using emulator = await startEmulator()
  const argv = ['trigger', EVENT, '--set', 'quality=best', '--set', 'videoId=7', '--json']

  const {stdout, stderr, exitStatus} = await hooks(argv, emulator.env)

  expect(exitStatus).toBe(2)
  expect(stdout).toBe('')
  const {message, hint} = JSON.parse(stderr).error
  expect(message).toContain('payload.quality')
  expect(message).toContain('payload.videoId')
  expect(hint).toContain('--force')
})

test('--force sends an invalid payload', async () => {
  await using emulator = await startEmulator()
  await using receiver = await answering({status: 200})
  await subscribe(emulator, receiver.url)
  const argv = ['trigger', EVENT, '--set', 'quality=best', '--force']

  const {exitStatus} = await hooks(argv, emulator.env)

  expect(exitStatus).toBe(0)
  expect(JSON.parse(receiver.asked[0]?.body ?? '')).toMatchObject({quality: 'best'})
})

test('--edit opens the payload in the editor and sends the result', async () => {
  await using emulator = await startEmulator()
  await using receiver = await answering({status: 200})
  await subscribe(emulator, receiver.url)
  await using edited = await createEditor("fs.writeFileSync(file, text.replace('720p', '1080p'))")
  const argv = ['trigger', EVENT, '--set', 'videoId=vi_mine', '--edit']
  const prompter = scriptedPrompter([])

  const {exitStatus} = await hooks(argv, {...emulator.env, ...edited.env}, {prompter})

  expect(exitStatus).toBe(0)
  expect(JSON.parse(receiver.asked[0]?.body ?? '')).toMatchObject({
    videoId: 'vi_mine',
    quality: '1080p',
  })
})

test('a payload that is not JSON after editing is kept in a file that the hint names', async () => {
  await using edited = await createEditor("fs.writeFileSync(file, '{')")
  const prompter = scriptedPrompter([])

  const {stderr, exitStatus} = await hooks(['trigger', EVENT, '--edit'], edited.env, {prompter})

  expect(exitStatus).toBe(2)
  expect(stderr).toMatch(/--from .*payload\.json/)
})

test('an editor that fails exits 130, and one that does not exist exits 2', async () => {
  await using edited = await createEditor('process.exitCode = 1')
  await using nowhere = await missingPath()
  const prompter = scriptedPrompter([])
  const argv = ['trigger', EVENT, '--edit']

  const gaveUp = await hooks(argv, edited.env, {prompter})
  const missing = await hooks(argv, {VISUAL: nowhere.path}, {prompter})

  expect(gaveUp.exitStatus).toBe(130)
  expect(missing.exitStatus).toBe(2)
})

test('--edit without a terminal exits 2 and names the flags that do the same', async () => {
  const {stderr, exitStatus} = await hooks(['trigger', EVENT, '--edit'])

  expect(exitStatus).toBe(2)
  expect(stderr).toContain('--set')
})

test('trigger exits 2 without an event, and with both an event and a scenario', async () => {
  expect((await hooks(['trigger'])).stderr).toContain('no event given')
  expect((await hooks(['trigger'])).exitStatus).toBe(2)
  expect((await hooks(['trigger', EVENT, '--scenario', 'upload-720p'])).exitStatus).toBe(2)
})

test('--scope limits an event to the webhooks of that scope', async () => {
  await using emulator = await startEmulator()
  await using receiver = await answering({status: 200})
  const {control} = emulator
  await control.webhooks.create({provider: 'mda', scope: '7', url: receiver.url, events: []})

  const there = await hooks(['trigger', 'session.create', '--scope', '7', '--json'], emulator.env)
  const elsewhere = await hooks(['trigger', 'session.create', '--scope', '8'], emulator.env)

  expect(there.exitStatus).toBe(0)
  expect(JSON.parse(there.stdout).event.scope).toBe('7')
  expect(elsewhere.exitStatus).toBe(4)
})
