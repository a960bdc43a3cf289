import {glob, readdir, readFile, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {createControlClient} from '../../src/control/client.ts'
import {Receiver} from '../../src/receiver/receiver.ts'
import {running} from '../support/program.ts'
import {hooks, scriptedPrompter, temporaryFolder} from '../support/run.ts'

const CANARY = 'canary-51d2-never-to-be-seen'
const KEY = 'hk_canary_key_nobody_is_to_see'
const EVENT = 'add_video'
const TIMEOUT_MS = 120_000

/** Commands with only one output format. */
const PLAIN = new Set(['help', 'completion'])

type Place = {
  readonly webhookId: string
  readonly deliveryId: string
  readonly url: string
  readonly desired: string
  readonly secretFile: string
}
type Line = {
  readonly argv: readonly string[]
  readonly exits?: number
  readonly stdin?: string
  /** The command asks a question, and the prompter fails with a bug. */
  readonly crashes?: true
}

/** A line for every command; those that remove or replace what the others show come last. */
const LINES: Readonly<Record<string, (place: Place) => Line>> = {
  clock: () => ({argv: []}),
  'clock advance': () => ({argv: ['1s'], exits: 10}),
  commands: () => ({argv: []}),
  completion: () => ({argv: ['bash']}),
  help: () => ({argv: []}),
  providers: () => ({argv: []}),
  login: ({url}) => ({
    argv: [
      '--profile',
      'a',
      '--vendor',
      'mda',
      '--no-check',
      '--base-url',
      url,
      '--scope',
      '3',
      '--key-file',
      '-',
    ],
    stdin: `username=user\napiSecret=${CANARY}\n`,
  }),
  whoami: () => ({argv: ['--profile', 'a'], exits: 9}),
  'profile list': () => ({argv: []}),
  'profile use': () => ({argv: ['local']}),
  doctor: () => ({argv: [], exits: 8}),
  events: () => ({argv: [EVENT]}),
  'events define': () => ({argv: ['own.type', '--description', 'Mine.']}),
  'events undefine': () => ({argv: ['own.type']}),
  create: ({secretFile}) => ({
    argv: ['--events', EVENT, '--url', 'nonsense', '--scope', '9', '--secret-file', secretFile],
    exits: 2,
  }),
  init: ({url}) => ({argv: ['--events', EVENT, '--url', url, '--scope', '3', '--yes'], exits: 7}),
  list: () => ({argv: []}),
  get: ({webhookId}) => ({argv: [webhookId]}),
  deliveries: () => ({argv: []}),
  'deliveries get': ({deliveryId}) => ({argv: [deliveryId]}),
  export: () => ({argv: []}),
  plan: ({desired}) => ({argv: [desired], exits: 8}),
  apply: ({desired}) => ({argv: [desired, '--yes']}),
  'secret get': ({webhookId}) => ({argv: [webhookId]}),
  trigger: () => ({argv: [EVENT, '--scope', '1'], exits: 7}),
  pause: ({webhookId}) => ({argv: [webhookId]}),
  resume: ({webhookId}) => ({argv: [webhookId]}),
  disable: ({webhookId}) => ({argv: [webhookId]}),
  enable: ({webhookId}) => ({argv: [webhookId]}),
  update: ({webhookId, secretFile}) => ({argv: [webhookId, '--secret-file', secretFile]}),
  logout: () => ({argv: ['--profile', 'a']}),
  'profile remove': () => ({argv: ['a', '--yes']}),
  serve: () => ({argv: ['--port', '0'], exits: 2}),
  'secret rotate': ({webhookId}) => ({argv: [webhookId]}),
  delete: ({webhookId}) => ({argv: [webhookId, '--yes']}),
}

/** Lines that run first: for hidden commands, and for commands that crash. */
const OTHERS: readonly (readonly [string, (place: Place) => Line])[] = [
  ['complete', () => ({argv: ['--', 'get', '']})],
  ['complete', () => ({argv: ['--', 'deliveries', 'get', '']})],
  [
    'create',
    ({secretFile}) => ({
      argv: ['--provider', 'targetvideo', '--scope', '9', '--secret-file', secretFile],
      exits: 1,
      crashes: true,
    }),
  ],
  ['login', () => ({argv: ['--profile', 'mda', '--no-check'], exits: 1, crashes: true})],
]

test(
  'no command shows a secret: on a terminal, in JSON, with --debug or in the process list',
  async () => {
    await using folder = await temporaryFolder()
    // Echoes every request, and fails.
    await using receiver = await Receiver.start({
      answer: ({headers, body}) => ({status: 400, body: JSON.stringify([headers, String(body)])}),
    })
    const env = {
      HOOKS_CONFIG_DIR: path.join(folder.path, 'config'),
      HOOKS_DATA_DIR: path.join(folder.path, 'data'),
      HOOKS_SERVER_KEY: KEY,
    }
    await using server = await running(['serve', '--port', '0', '--json'], env)
    const {url} = JSON.parse(await server.firstLine)
    const place = await prepare({url, folder: folder.path, receiver: receiver.url})
    const shown: Record<string, string> = {}

    const statuses: (readonly [string, number])[] = []
    const lines = [...OTHERS, ...Object.entries(LINES)]
    for (const [name, lineOf] of lines) {
      const {argv, stdin = '', crashes} = lineOf(place)
      const formats = PLAIN.has(name) ? [[]] : [['--json'], ['--output', 'table']]
      for (const format of formats) {
        const prompter = crashes === true ? {prompter: scriptedPrompter([])} : {}
        const options = {stdin, terminal: format.includes('table'), ...prompter}
        const line = [...name.split(' '), ...format, ...argv]
        const ran = await hooks(line, {...env, HOOKS_API_URL: url, HOOKS_DEBUG: '1'}, options)
        shown[line.join(' ')] = ran.stdout + ran.stderr
        if (format === formats[0]) statuses.push([name, ran.exitStatus])
      }
    }
    shown['the processes'] = await listProcesses()
    await server.kill('SIGKILL')
    shown['the log'] = server.stderr()
    for (const name of await readdir(env.HOOKS_DATA_DIR)) {
      shown[name] = await readFile(path.join(env.HOOKS_DATA_DIR, name), 'latin1')
    }

    const surface = await readFile(path.join(import.meta.dirname, '../surface.txt'), 'utf8')
    expect(Object.keys(LINES).toSorted()).toEqual(surface.match(/^\w.*$/gm)?.toSorted())
    expect(statuses).toEqual(lines.map(([name, lineOf]) => [name, lineOf(place).exits ?? 0]))
    const showing = Object.entries(shown).filter(
      ([, text]) => text.includes(CANARY) || text.includes(KEY),
    )
    expect(showing.map(([where]) => where)).toEqual([])
    expect(receiver.received.some(({headers}) => headers['x-plain']?.includes(CANARY))).toBe(true)
  },
  TIMEOUT_MS,
)

type Setup = {readonly url: string; readonly folder: string; readonly receiver: string}

/** Creates a webhook with the canary as its secret and in a header, and a failed delivery. */
async function prepare({url, folder, receiver}: Setup): Promise<Place> {
  const {webhooks, events} = createControlClient({url, key: KEY})
  const delivery = {headers: {'x-plain': `a ${CANARY}`}, retries: '1h'}
  const base = {provider: 'targetvideo', events: [EVENT], delivery}
  const {id: webhookId} = await webhooks.create({
    ...base,
    url: receiver,
    scope: '1',
    secret: CANARY,
  })
  const event = {provider: 'targetvideo', type: EVENT, payload: {}, force: true, scope: '1'}
  const {id, deliveries} = await events.create(event)
  await events.get(id, {wait: 'first', timeoutMs: 10_000})
  const secretFile = path.join(folder, 'secret')
  await writeFile(secretFile, CANARY, {mode: 0o600})
  const desired = path.join(folder, 'hooks.yaml')
  const entry = {
    provider: 'targetvideo',
    scope: '2',
    url: receiver,
    secret: `file:${secretFile}`,
    delivery,
  }
  await writeFile(desired, JSON.stringify({webhooks: [entry]}))
  return {webhookId, deliveryId: deliveries[0]?.id ?? '', url: receiver, desired, secretFile}
}

/** The command lines of all processes on this machine, which every user can read. */
async function listProcesses(): Promise<string> {
  const lines: string[] = []
  for await (const file of glob('/proc/[0-9]*/cmdline')) {
    lines.push(await readFile(file, 'utf8').catch(() => ''))
  }
  return lines.join('\n')
}
