import {spawn} from 'node:child_process'
import {mkdir, readFile, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {text} from 'node:stream/consumers'
import {serve} from '../../src/runtime/index.ts'
import {ended, running} from '../support/program.ts'
import {folderOf, SERVER_ADDRESS} from './kept.ts'
import {fillStore} from './write-store.ts'

const ROOT = path.resolve(import.meta.dirname, '../..')
const KEY = 'hk_forTestsOnly'
const {version} = JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8'))
const folder = folderOf(version)
const file = (name: string) => path.join(folder, name)
const config = file('config')
const SERVING = {
  host: '127.0.0.1',
  allowHosts: [],
  apiKey: KEY,
  rateLimit: 'off',
  log: 'silent',
} as const

// Fails if the folder exists: the fixtures of a released version are never written again.
await mkdir(folder)
await mkdir(config, {mode: 0o700})

await writePlainStore()
await writeConfig()
await writeSealedStore()
await writeFile(file('profiles.json'), await hooks(['profile', 'list', '--json']))

/** The CLI always encrypts. Only other programs that call `serve()` create unencrypted stores. */
async function writePlainStore(): Promise<void> {
  await using server = await serve({...SERVING, port: 0, store: file('plain.db')})
  await fillStore({url: server.url, key: KEY}, file('plain.json'))
}

async function writeConfig(): Promise<void> {
  const port = Number(new URL(SERVER_ADDRESS).port)
  await using server = await serve({...SERVING, port, store: 'memory:'})
  const there = ['--base-url', server.url]
  const vidyard = ['login', '--profile', 'viewers', '--vendor', 'vidyard', '--scope', '7']
  await hooks([...vidyard, ...there, '--key-file', '-'], KEY)
  const create = ['create', '--profile', 'viewers', '--url', 'https://example.com/viewers']
  await hooks([...create, '--events', 'view'])
  await hooks([...create, '--events', 'playlist_create,playlist_update'])
  const staging = ['login', '--profile', 'staging', '--vendor', 'apivideo-sandbox', '--no-check']
  await hooks([...staging, ...there, '--credential', 'apiKey=env:FIXTURE_KEY'])
  const login = ['login', '--no-check', '--profile']
  await hooks([...login, 'apivideo', '--key-file', '-'], 'a key of nobody')
  const ann = ['--credential', 'username=cmd:echo ann', '--credential', 'apiSecret=file:/no/such']
  await hooks([...login, 'mda', '--scope', '17', ...ann])
  await hooks([...login, 'vidyard', '--credential', 'authToken=keychain:vidyard'])
  await hooks(['profile', 'use', 'staging'])
}

/** Uses the encryption key and the server key that the program itself generates. */
async function writeSealedStore(): Promise<void> {
  const argv = ['serve', '--port', '0', '--json', '--quiet', '--store', file('sealed.db')]
  await using program = await running(argv, {HOOKS_CONFIG_DIR: config, HOOKS_DATA_DIR: folder})
  const {url} = JSON.parse(await program.firstLine)
  const {serverKey} = JSON.parse(await readFile(path.join(config, 'config.json'), 'utf8'))
  await fillStore({url, key: serverKey}, file('sealed.json'))
  await hooks(['export', '--profile', 'local', '--api-url', url, '--file', file('exported.yaml')])
  if ((await program.kill('SIGTERM')) !== 0) throw new Error(program.stderr())
}

async function hooks(argv: readonly string[], input = ''): Promise<string> {
  const {PATH = '', HOME = ''} = process.env
  const child = spawn(process.execPath, [path.join(ROOT, 'bin/dev.js'), ...argv], {
    env: {PATH, HOME, HOOKS_CONFIG_DIR: config, HOOKS_DATA_DIR: folder},
    stdio: 'pipe',
  })
  child.stdin.end(input)
  const [stdout, stderr, status] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    ended(child),
  ])
  if (status !== 0) throw new Error(`hooks ${argv.join(' ')}: ${stderr}`)
  return stdout
}
