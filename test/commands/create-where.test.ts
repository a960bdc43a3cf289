import {expect, test} from 'vitest'
import {startEmulator} from '../support/emulator.ts'
import {hooks, scriptedPrompter} from '../support/run.ts'
import {startVendor} from '../support/vendor.ts'

const URL = ['--url', 'https://example.com/in']
const createArgv = (...rest: string[]) => ['create', ...URL, ...rest, '--json']

for (const [event, provider, kind] of [
  ['video.source.recorded', 'apivideo', undefined],
  ['view', 'vidyard', 'analytics'],
  ['videofacade_create', 'vidyard', 'players'],
  ['add_video', 'targetvideo', undefined],
  ['session.create', 'mda', undefined],
] as const) {
  test(`provider and kind follow from the event ${event}`, async () => {
    await using emulator = await startEmulator()

    const {stdout, exitStatus} = await hooks(createArgv('--events', event), emulator.env)

    expect(exitStatus).toBe(0)
    const webhook = JSON.parse(stdout)
    expect([webhook.provider, webhook.kind]).toEqual([provider, kind])
  })
}

test('create warns when a provider sends more events than were requested', async () => {
  await using emulator = await startEmulator()
  const run = async (events: string) =>
    (await hooks(['create', ...URL, '--events', events], emulator.env)).stderr

  expect(await run('add_video')).toBe(
    'targetvideo sends every event to its webhooks: this one gets 16 others too.\n',
  )
  expect(await run('session.*')).toBe('')
  expect(await run('video.*')).toBe('')
})

test('--kind implies its provider, and the prompt offers only events of that kind', async () => {
  await using emulator = await startEmulator()
  const asked: unknown[] = []
  const prompter = {
    ...scriptedPrompter([]),
    checkbox(question: {choices: readonly {value: string}[]}) {
      asked.push(...question.choices.map(({value}) => value))
      return Promise.resolve(['playlist_create'])
    },
  }

  const {stdout} = await hooks(createArgv('--kind', 'players'), emulator.env, {prompter})

  expect(JSON.parse(stdout)).toMatchObject({provider: 'vidyard', kind: 'players'})
  expect(asked).toHaveLength(6)
  expect(asked).not.toContain('view')
})

test('without a terminal, --kind without events subscribes to all events of that kind', async () => {
  await using emulator = await startEmulator()

  const {stdout, exitStatus} = await hooks(createArgv('--kind', 'analytics'), emulator.env)

  expect(exitStatus).toBe(0)
  expect(JSON.parse(stdout).events).toEqual(['view', 'identified_view', 'attention_span'])
})

test('an unknown kind, or a kind that does not match the events, exits 2', async () => {
  const unknown = await hooks(createArgv('--kind', 'player', '--events', 'view'))
  const other = await hooks(createArgv('--kind', 'players', '--events', 'view'))
  const mixed = await hooks(createArgv('--events', 'view,playlist_create'))

  expect([unknown.exitStatus, other.exitStatus, mixed.exitStatus]).toEqual([2, 2, 2])
  expect(unknown.stderr).toContain('did you mean players?')
})

test('events can be omitted for a provider that sends every event', async () => {
  await using emulator = await startEmulator()

  const {stdout} = await hooks(createArgv('--provider', 'targetvideo'), emulator.env)

  expect(JSON.parse(stdout).events).toHaveLength(17)
})

test('options are parsed and checked against the types that the provider declares', async () => {
  await using emulator = await startEmulator()
  const players = ['--events', 'playlist_create']
  const settings = ['--option', 'settings={"a":[1]}']

  const fit = await hooks(createArgv(...players, ...settings), emulator.env)
  const unfit = await hooks(createArgv(...players, '--option', 'settings=1'), emulator.env)
  const other = await hooks(createArgv('--events', 'view', ...settings), emulator.env)

  expect(JSON.parse(fit.stdout).options).toEqual({settings: {a: [1]}})
  expect([unfit.exitStatus, other.exitStatus]).toEqual([2, 2])
  expect(unfit.stderr).toContain('type object')
})

for (const provider of ['mda', 'targetvideo']) {
  test(`a second webhook in a scope of ${provider} exits 9 and names hooks update`, async () => {
    await using emulator = await startEmulator()
    const argv = createArgv('--provider', provider)
    const {id} = JSON.parse((await hooks(argv, emulator.env)).stdout)

    const second = await hooks(argv, emulator.env)
    const elsewhere = await hooks([...argv, '--scope', '2'], emulator.env)

    expect(second.exitStatus).toBe(9)
    expect(second.stdout).toBe('')
    expect(JSON.parse(second.stderr).error.hint).toContain(`hooks update ${id} --url`)
    expect(elsewhere.exitStatus).toBe(0)
  })
}

test('a second webhook at a vendor exits 9 too, and the first is unchanged', async () => {
  await using vendor = await startVendor('mda', ({key}) => ({
    scope: '7',
    credentials: {username: 'anybody', apiSecret: key},
  }))
  await hooks(createArgv(), vendor.env)

  const {stderr, exitStatus} = await hooks(
    ['create', '--url', 'https://example.com/other', '--json'],
    vendor.env,
  )

  expect(exitStatus).toBe(9)
  expect(JSON.parse(stderr).error.hint).toContain('hooks update 7 --url https://example.com/other')
  const {stdout} = await hooks(['get', '7', '--json'], vendor.env)
  expect(JSON.parse(stdout).url).toContain('example.com/in')
})
