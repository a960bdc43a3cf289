import {readdir, readFile, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {Receiver} from '../../src/receiver/receiver.ts'
import {running} from '../support/program.ts'
import {hooks, temporaryFolder} from '../support/run.ts'

const CANARY = 'canary-7c1e-never-to-be-seen'
const KEY = 'hk_canary_key_never_to_be_seen_either'
const TIMEOUT_MS = 120_000
const EVENT = {
  mda: 'session.create',
  targetvideo: 'add_video',
} as const

test(
  'a secret from a user appears in no output, log, error, list or file of the store',
  async () => {
    await using folder = await temporaryFolder()
    // Echoes every request, like a debugging service, and fails.
    await using receiver = await Receiver.start({
      answer: ({headers, body}) => ({
        status: 400,
        headers: {'x-echo': headers.authorization ?? CANARY},
        body: JSON.stringify({headers, body: String(body)}),
      }),
    })
    const env = {
      HOOKS_CONFIG_DIR: path.join(folder.path, 'config'),
      HOOKS_DATA_DIR: path.join(folder.path, 'data'),
      HOOKS_SERVER_KEY: KEY,
    }
    await using server = await running(['serve', '--port', '0', '--json'], env)
    const {url} = JSON.parse(await server.firstLine)
    const secretFile = path.join(folder.path, 'secret')
    await writeFile(secretFile, CANARY, {mode: 0o600})
    const shown: string[] = []
    const run = async (argv: readonly string[]) => {
      const ran = await hooks(argv, {...env, HOOKS_API_URL: url})
      shown.push(ran.stdout, ran.stderr)
      return ran
    }

    for (const [provider, event] of Object.entries(EVENT)) {
      const at = ['--provider', provider, '--json']
      const create = ['create', ...at, '--url', `${receiver.url}/${provider}`]
      // The create command prints the secret once, so its output is not checked.
      const created = await hooks([...create, '--events', event, '--secret-file', secretFile], {
        ...env,
        HOOKS_API_URL: url,
      })
      expect(created.exitStatus).toBe(0)
      const {id} = JSON.parse(created.stdout)
      await run(['trigger', event, ...at])
      for (const output of ['json', 'table']) {
        await run(['get', id, '--output', output])
        await run(['list', '--output', output])
        await run(['deliveries', '--output', output])
      }
      await run(['update', id, '--url', 'nonsense', '--json'])
    }
    const deliveries = JSON.parse((await run(['deliveries', '--json'])).stdout).deliveries
    expect(deliveries).toHaveLength(2)
    for (const {id} of deliveries) {
      await run(['deliveries', 'get', id, '--json'])
      await run(['deliveries', 'get', id])
    }
    expect(await server.kill('SIGTERM')).toBe(0)
    shown.push(server.stderr())

    expect(
      JSON.stringify(receiver.received.map(({headers, body}) => [headers, String(body)])),
    ).toContain(CANARY)
    for (const text of shown) {
      expect(text).not.toContain(CANARY)
      expect(text).not.toContain(KEY)
    }
    for (const name of await readdir(env.HOOKS_DATA_DIR)) {
      const bytes = await readFile(path.join(env.HOOKS_DATA_DIR, name), 'latin1')
      expect(bytes).not.toContain(CANARY)
    }
  },
  TIMEOUT_MS,
)
