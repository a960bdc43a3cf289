import {expect, test} from 'vitest'
import {hooks} from '../support/run.ts'

test('events lists the event types without a server', async () => {
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

test('events of a profile lists those of its provider, without credentials', async () => {
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

test('events --scenarios lists what a vendor sends for one action, with its timing', async () => {
  const argv = ['events', '--scenarios', '--provider', 'apivideo']

  const {stdout, exitStatus} = await hooks([...argv, '--json'])
  const rows = (await hooks(argv)).stdout.split('\n')

  expect(exitStatus).toBe(0)
  const {scenarios} = JSON.parse(stdout)
  expect(scenarios[0]).toMatchObject({name: 'upload-720p', provider: 'apivideo', durationMs: 6000})
  expect(scenarios[0].steps).toHaveLength(5)
  expect(rows[0]).toMatch(/^upload-720p\tapivideo\t5\t6\tA video is uploaded/)
})

test('on a terminal, events TYPE ends with a JSON sample that trigger --from accepts', async () => {
  const {stdout} = await hooks(['events', 'sd_encoded'], {NO_COLOR: '1'}, {terminal: true})

  const sample = stdout.slice(stdout.indexOf('\n{'))
  expect(JSON.parse(sample)).toMatchObject({event: 'sd_encoded', data: {Video: {id: '7654321'}}})
  expect(stdout).toMatch(/^FIELD +TYPE +EXAMPLE/)
  expect(stdout).toMatch(/^response\.Video\.id +string +7654321/m)
})
