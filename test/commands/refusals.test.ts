import {expect, test} from 'vitest'
import {startControl} from '../support/control.ts'
import {hooks, type RunOptions} from '../support/run.ts'

const URL = 'https://example.com/in'
const RECORDED = 'video.source.recorded'

/** Mistakes, each as flags on the command line and as a request to the server. */
const BAD_CREATIONS: readonly (readonly [string, string, readonly string[], object])[] = [
  ['an unknown event', 'apivideo', ['--events', 'video.sauce'], {events: ['video.sauce']}],
  ['a pattern for no event', 'apivideo', ['--events', 'vidoe.*'], {events: ['vidoe.*']}],
  ['an unknown event among all', 'mda', ['--events', 'nope'], {events: ['nope']}],
  ['a badly formed event', 'standard', ['--events', 'user left'], {events: ['user left']}],
  [
    'a URL of another protocol',
    'apivideo',
    ['--events', RECORDED, '--url', 'ftp://example.com'],
    {events: [RECORDED], url: 'ftp://example.com'},
  ],
  [
    'a kind where there are none',
    'apivideo',
    ['--events', RECORDED, '--kind', 'players'],
    {events: [RECORDED], kind: 'players'},
  ],
  [
    'an unknown kind',
    'vidyard',
    ['--events', 'view', '--kind', 'player'],
    {events: ['view'], kind: 'player'},
  ],
  [
    'events of another kind',
    'vidyard',
    ['--events', 'view', '--kind', 'players'],
    {events: ['view'], kind: 'players'},
  ],
  [
    'events of several kinds',
    'vidyard',
    ['--events', 'view,playlist_create'],
    {events: ['view', 'playlist_create']},
  ],
  ['a pattern for several kinds', 'vidyard', ['--events', '*'], {events: ['*']}],
  [
    'an unknown option',
    'apivideo',
    ['--events', RECORDED, '--option', 'colour=red'],
    {events: [RECORDED], options: {colour: 'red'}},
  ],
  [
    'an option of another kind',
    'vidyard',
    ['--events', 'view', '--option', 'settings={}'],
    {events: ['view'], options: {settings: {}}},
  ],
  [
    'a scope of another form',
    'vidyard',
    ['--events', 'view', '--scope', 'x'],
    {events: ['view'], scope: 'x'},
  ],
  [
    'a secret with a tab',
    'vidyard',
    ['--events', 'view', '--secret-file', '-'],
    {events: ['view'], secret: 'a\tb'},
  ],
]

test.each(BAD_CREATIONS)(
  'the command line and the server report %s alike',
  async (_what, provider, flags, body) => {
    await using control = await startControl()
    const url = flags.includes('--url') ? [] : ['--url', URL]
    const argv = ['create', '--provider', provider, ...url, ...flags]
    // Custom types need a server. The others get none, so the command itself must report the error.
    const env = provider === 'standard' ? control.env : {}

    const byCommand = await readRefusal(argv, env, {stdin: 'a\tb\n'})
    const byServer = await control.ask('POST', '/v1/webhooks', {
      body: {provider, url: URL, ...body},
    })

    expect(byServer.status).toBe(400)
    expect(byCommand).toEqual({...byServer.json.error, exit: 2})
  },
)

const BAD_CHANGES = [
  {
    what: 'events of another kind',
    webhook: {provider: 'vidyard', events: ['view']},
    flags: ['--events', 'playlist_create'],
    body: {events: ['playlist_create']},
    exit: 2,
  },
  {
    what: 'a new signing secret',
    webhook: {provider: 'standard', events: ['order.paid']},
    flags: ['--secret-file', '-'],
    body: {secret: 'sesame'},
    exit: 2,
  },
  {
    what: 'a secret for a provider without secrets',
    webhook: {provider: 'mda', events: []},
    flags: ['--secret-file', '-'],
    body: {secret: 'sesame'},
    exit: 10,
  },
]

test.each(BAD_CHANGES)(
  'the command line and the server report $what in an update alike',
  async ({webhook, flags, body, exit}) => {
    await using control = await startControl()
    const {id} = await control.control.webhooks.create({...webhook, url: URL})

    const byCommand = await readRefusal(['update', id, ...flags], control.env, {stdin: 'sesame'})
    const byServer = await control.ask('PATCH', `/v1/webhooks/${id}`, {body})

    expect(byServer.status).toBe(400)
    expect(byCommand).toEqual({...byServer.json.error, exit})
  },
)

async function readRefusal(
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
  options: RunOptions,
): Promise<unknown> {
  const {stderr} = await hooks([...argv, '--json'], env, options)
  return JSON.parse(stderr).error
}
