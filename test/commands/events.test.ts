import {expect, test} from 'vitest'
import {hooks} from '../support/run.ts'

test('events lists the catalogue without a server', async () => {
  const {stdout, exitStatus} = await hooks(['events', '--provider', 'apivideo', '--json'])

  expect(exitStatus).toBe(0)
  expect(JSON.parse(stdout).events).toContainEqual({
    name: 'video.source.recorded',
    provider: 'apivideo',
    description: expect.stringMatching(/^[A-Z].*\.$/),
  })
})

test('events TYPE shows fields and a sample', async () => {
  const {stdout} = await hooks(['events', 'video.source.recorded', '--json'])

  const shown = JSON.parse(stdout)
  expect(shown.sample).toMatchObject({type: 'video.source.recorded'})
  expect(shown.fields.map(({name}: {name: string}) => name)).toEqual(Object.keys(shown.sample))
})

test('events of an unknown type exits 2 and names the nearest', async () => {
  const {stderr, exitStatus} = await hooks(['events', 'video.source.record'])

  expect(exitStatus).toBe(2)
  expect(stderr).toContain('hint: did you mean video.source.recorded?')
})

test('events of a profile are those of its provider, without credentials', async () => {
  const {stdout} = await hooks(['events', '-o', 'ndjson'], {HOOKS_PROFILE: 'apivideo'})

  const providers = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).provider)
  expect(new Set(providers)).toEqual(new Set(['apivideo']))
})

test('events of an unknown profile exits 2 and names the nearest', async () => {
  const {stderr, exitStatus} = await hooks(['events', '--profile', 'apivideo-sandbx'])

  expect(exitStatus).toBe(2)
  expect(stderr).toContain('hint: did you mean apivideo-sandbox?')
})

test('events of an unknown provider exits 2 and names the nearest', async () => {
  const {stderr, exitStatus} = await hooks(['events', '--provider', 'apivido'])

  expect(exitStatus).toBe(2)
  expect(stderr).toContain('hint: did you mean apivideo?')
})
