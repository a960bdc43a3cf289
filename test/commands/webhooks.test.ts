import {expect, test} from 'vitest'
import {startEmulator} from '../support/emulator.ts'
import {hooks, scriptedPrompter} from '../support/run.ts'

const NEW_WEBHOOK = {
  provider: 'apivideo',
  url: 'https://example.com/webhooks',
  events: ['video.source.recorded'],
}

test('list shows every webhook with its secrets masked', async () => {
  await using emulator = await startEmulator()
  const {id, signingSecret = ''} = await emulator.control.webhooks.create(NEW_WEBHOOK)

  const {stdout, exitStatus} = await hooks(['list', '--json'], emulator.env)

  expect(exitStatus).toBe(0)
  expect(JSON.parse(stdout).webhooks).toMatchObject([{id, url: NEW_WEBHOOK.url}])
  expect(stdout).toContain(`whsec_…${signingSecret.slice(-4)}`)
  expect(stdout).not.toContain(signingSecret)
})

test('list can be filtered by event and by provider', async () => {
  await using emulator = await startEmulator()
  await emulator.control.webhooks.create(NEW_WEBHOOK)
  const other = ['list', '--provider', 'apivideo', '--event', 'video.caption.generated', '--json']

  const {stdout} = await hooks(other, emulator.env)

  expect(JSON.parse(stdout)).toEqual({webhooks: []})
})

test('for an empty list, stderr says what to do next', async () => {
  await using emulator = await startEmulator()

  const {stdout, stderr, exitStatus} = await hooks(['list'], emulator.env)

  expect(exitStatus).toBe(0)
  expect(stdout).toBe('')
  expect(stderr).toBe('No webhooks yet; create one with: hooks create\n')
})

test('list prints a table on a terminal and TSV in a pipe', async () => {
  await using emulator = await startEmulator()
  const {id} = await emulator.control.webhooks.create(NEW_WEBHOOK)

  const table = await hooks(['list'], emulator.env, {terminal: true})
  const pipe = await hooks(['list'], emulator.env)

  expect(table.stdout).toMatch(/ID.*PROVIDER.*STATE/)
  expect(table.stdout).toContain('ago')
  expect(pipe.stdout).toMatch(
    new RegExp(
      `^${id}\tapivideo\tenabled\tvideo.source.recorded\thttps://example.com/webhooks\t20.*Z\n$`,
    ),
  )
})

test('get shows one webhook, with its secrets masked', async () => {
  await using emulator = await startEmulator()
  const {id, signingSecret = ''} = await emulator.control.webhooks.create(NEW_WEBHOOK)

  const {stdout} = await hooks(['get', id, '--json'], emulator.env)

  expect(JSON.parse(stdout)).toMatchObject({...NEW_WEBHOOK, id})
  expect(stdout).not.toContain(signingSecret)
})

for (const argv of [
  ['get', 'nope'],
  ['delete', 'nope', '--yes'],
]) {
  test(`${argv.join(' ')} exits 4`, async () => {
    await using emulator = await startEmulator()

    const {stdout, stderr, exitStatus} = await hooks([...argv, '--json'], emulator.env)

    expect(exitStatus).toBe(4)
    expect(stdout).toBe('')
    expect(JSON.parse(stderr).error).toMatchObject({code: 'not_found', exit: 4})
  })
}

test('delete asks on a terminal, and keeps the webhook if the answer is no', async () => {
  await using emulator = await startEmulator()
  const {id} = await emulator.control.webhooks.create(NEW_WEBHOOK)

  const no = await hooks(['delete', id], emulator.env, {prompter: scriptedPrompter([false])})
  const kept = await emulator.control.webhooks.list()
  const yes = await hooks(['delete', id], emulator.env, {prompter: scriptedPrompter([true])})

  expect(no.exitStatus).toBe(130)
  expect(kept).toHaveLength(1)
  expect(yes.exitStatus).toBe(0)
  expect(yes.stderr).toBe(`Deleted ${id}.\n`)
  expect(await emulator.control.webhooks.list()).toEqual([])
})

test('without a terminal, delete requires --yes', async () => {
  await using emulator = await startEmulator()
  const {id} = await emulator.control.webhooks.create(NEW_WEBHOOK)

  const without = await hooks(['delete', id], emulator.env)
  const {exitStatus, stdout} = await hooks(['delete', id, '--yes', '--json'], emulator.env)

  expect(without.exitStatus).toBe(2)
  expect(without.stderr).toContain('--yes')
  expect(exitStatus).toBe(0)
  expect(JSON.parse(stdout)).toEqual({id})
})

test('a wrong key exits 3 and names the variable that sets it', async () => {
  await using emulator = await startEmulator()

  const {stderr, exitStatus} = await hooks(['list'], {
    ...emulator.env,
    HOOKS_SERVER_KEY: 'hk_wrong',
  })

  expect(exitStatus).toBe(3)
  expect(stderr).toContain('HOOKS_SERVER_KEY')
})

test.each([['list'], ['deliveries']])(
  '%s of an unknown provider exits 2 and names the nearest',
  async (command) => {
    await using emulator = await startEmulator()

    const {stderr, exitStatus} = await hooks([command, '--provider', 'apivido'], emulator.env)

    expect(exitStatus).toBe(2)
    expect(stderr).toContain('did you mean apivideo?')
  },
)

test.each([['get'], ['delete'], ['enable']])(
  '%s of a mistyped id suggests the right one',
  async (command) => {
    await using emulator = await startEmulator()
    const {id} = await emulator.control.webhooks.create(NEW_WEBHOOK)
    const flags = command === 'delete' ? ['--yes'] : []

    const {stderr, exitStatus} = await hooks([command, id.slice(0, -1), ...flags], emulator.env)

    expect(exitStatus).toBe(4)
    expect(stderr).toContain(`did you mean ${id}?`)
  },
)
