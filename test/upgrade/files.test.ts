import {expect, test} from 'vitest'
import {readOrCreateEncryptionKey} from '../../src/config/encryption-key.ts'
import {readEnv} from '../../src/config/env.ts'
import {VirtualClock} from '../../src/core/clock.ts'
import {Receiver} from '../../src/receiver/receiver.ts'
import {startEmulator} from '../support/emulator.ts'
import {hooks} from '../support/run.ts'
import {copyFixtures, listVersions} from './kept.ts'

const SECRETS = {FIXTURE_SECRET: 'sig_sec_of_the_file', FIXTURE_HEADER: 'Bearer t0ken'}

/** Starts a server, and copies the files of a version so that they refer to the server. */
async function startWorld(version: string) {
  await using stack = new AsyncDisposableStack()
  const emulator = stack.use(await startEmulator())
  const copy = stack.use(await copyFixtures(version, emulator.url))
  const owned = stack.move()
  return {
    ...copy,
    emulator,
    env: {HOOKS_CONFIG_DIR: copy.file('config'), FIXTURE_KEY: emulator.key},
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

for (const version of await listVersions()) {
  test(`profiles of ${version} are listed unchanged`, async () => {
    await using world = await startWorld(version)

    const {stdout, exitStatus} = await hooks(['profile', 'list', '--json'], {
      ...world.env,
      HOOKS_API_URL: '',
    })

    const kept: {profiles: {name: string}[]} = await world.readJson('profiles.json')
    const {profiles}: typeof kept = JSON.parse(stdout)
    const names = new Set(kept.profiles.map(({name}) => name))
    expect(exitStatus).toBe(0)
    // A later version may have more built-in profiles.
    expect(profiles.filter(({name}) => names.has(name))).toMatchObject(kept.profiles)
  })

  test(`the selected profile of ${version} works, with a key from the environment`, async () => {
    await using world = await startWorld(version)
    await world.emulator.control.webhooks.create({
      provider: 'apivideo',
      url: 'https://example.com/in',
      events: ['video.source.recorded'],
    })

    const {stdout} = await hooks(['whoami', '--json'], world.env)
    const list = await hooks(['list', '--json'], world.env)

    expect(JSON.parse(stdout)).toMatchObject({
      profile: {value: 'staging'},
      url: {value: world.emulator.url},
      works: true,
    })
    expect(JSON.parse(list.stdout).webhooks).toMatchObject([{url: 'https://example.com/in'}])
  })

  test(`the server key that ${version} created works with a server that has it`, async () => {
    await using world = await startWorld(version)
    const {serverKey} = await world.readJson('config', 'config.json')
    await using server = await startEmulator({apiKey: serverKey})
    const argv = ['whoami', '--json', '--profile', 'local', '--api-url', server.url]

    const {stdout} = await hooks(argv, world.env)

    expect(JSON.parse(stdout)).toMatchObject({works: true})
  })

  test(`webhooks recorded by ${version} are listed together with new ones`, async () => {
    await using world = await startWorld(version)
    const {recorded} = await world.readJson('config', 'config.json')
    const argv = ['--profile', 'viewers', '--json']
    const create = ['create', '--events', 'playlist_create', '--url', 'https://example.com/new']

    const {stdout: created} = await hooks([...create, ...argv], world.env)
    const {stdout: listed} = await hooks(['list', ...argv], world.env)

    expect(JSON.parse(listed).webhooks).toMatchObject([
      ...recorded.viewers,
      {id: JSON.parse(created).id, recorded: true},
    ])
  })

  test(`a hooks.yaml of ${version} can be applied, and then nothing remains to do`, async () => {
    await using world = await startWorld(version)
    const env = {...world.emulator.env, ...SECRETS}
    const file = world.file('project', 'hooks.yaml')

    const planned = await hooks(['plan', file, '--json'], env)
    const applied = await hooks(['apply', file, '--yes'], env)
    const again = await hooks(['plan', file, '--json'], env)

    expect([planned, applied, again].map(({exitStatus}) => exitStatus)).toEqual([8, 0, 0])
    const {create: count} = JSON.parse(planned.stdout).summary
    expect(count).toBeGreaterThan(0)
    expect(JSON.parse(again.stdout).summary).toMatchObject({unchanged: count, create: 0, update: 0})
    const [webhook] = await world.emulator.control.webhooks.list()
    expect(await world.emulator.control.secrets(webhook?.id ?? '')).toMatchObject({
      secret: SECRETS.FIXTURE_SECRET,
      headers: {authorization: SECRETS.FIXTURE_HEADER},
    })
  })

  test(`a .hooksrc of ${version} sets profile, scope and URL of commands`, async () => {
    await using world = await startWorld(version)
    const env = {HOOKS_API_URL: '', HOOKS_SERVER_KEY: world.emulator.key}

    const {stdout} = await hooks(['whoami'], env, {cwd: world.file('project')})

    const from = world.file('project', '.hooksrc')
    const {profile, scope, apiUrl} = await world.readJson('project', '.hooksrc')
    expect(JSON.parse(stdout)).toMatchObject({
      profile: {value: profile, from},
      scope: {value: scope, from},
      url: {value: apiUrl, from},
      works: true,
    })
  })

  test(`a store exported by ${version} still matches its export`, async () => {
    await using world = await startWorld(version)
    const {at} = await world.readJson('sealed.json')
    await using server = await startEmulator({
      store: world.file('sealed.db'),
      encryptionKey: await readOrCreateEncryptionKey(undefined, readEnv(world.env)),
      clock: new VirtualClock(Date.parse(at)),
    })

    const {stdout, exitStatus} = await hooks(
      ['plan', world.file('exported.yaml'), '--prune', '--json'],
      server.env,
    )

    expect(JSON.parse(stdout).summary).toMatchObject({create: 0, update: 0, delete: 0})
    expect(exitStatus).toBe(0)
  })

  test(`a scenario file of ${version} can be played`, async () => {
    await using world = await startWorld(version)
    await using receiver = await Receiver.start()
    const {control, env} = world.emulator
    const subscribe = (provider: string, events: string[], kind?: string) =>
      control.webhooks.create({
        provider,
        url: receiver.url,
        events,
        ...(kind === undefined ? {} : {kind}),
      })
    await subscribe('apivideo', ['video.source.recorded', 'video.encoding.quality.completed'])
    await subscribe('vidyard', ['view'], 'analytics')
    const argv = ['trigger', '--scenario-file', world.file('project', 'scenario.yaml')]

    const {exitStatus} = await hooks([...argv, '--speed', 'max'], env)

    expect(exitStatus).toBe(0)
    const bodies = receiver.received.map(({body}) => JSON.parse(body.toString()))
    expect(bodies).toMatchObject([
      {type: 'video.source.recorded', videoId: 'vi_1'},
      {type: 'video.encoding.quality.completed', videoId: 'vi_1'},
      {type: 'view'},
    ])
  })
}
