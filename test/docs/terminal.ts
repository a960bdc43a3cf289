import {type ChildProcess, spawn} from 'node:child_process'
import {mkdir, symlink, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {text} from 'node:stream/consumers'
import {Receiver} from '../../src/receiver/receiver.ts'
import {startEmulator} from '../support/emulator.ts'
import {urlOfNobody} from '../support/nobody.ts'
import {ended, installProgram} from '../support/program.ts'
import {temporaryFolder} from '../support/run.ts'
import type {Block} from './blocks.ts'

const ROOT = path.resolve(import.meta.dirname, '../..')
/** Where the pages say that the reader's receiver is, and the hooks server. */
const PAGE_RECEIVER = 'http://localhost:3000'
const PAGE_SERVER = 'http://127.0.0.1:4400'
const SECRET_OR_ID = /\b(?:webhook|wh|dlv|evt|whsec)_[A-Za-z0-9+/=]{20,}/g

/** `npx hooks` is the program under test; nothing else may be fetched. */
const NPX = '#!/bin/sh\n[ "$1" = hooks ] || exit 99\nshift\nexec hooks "$@"\n'

export type Printed = {readonly exitStatus: number | null; readonly output: string}

export type Terminal = AsyncDisposable & {
  /** Runs lines of a shell to their end. */
  run(code: string, options: {asTable: boolean}): Promise<Printed>
  /** Starts what goes on until the page ends; resolves once it has printed something. */
  start(code: string): Promise<void>
  /** Writes a file that the page shows. */
  save(file: string, content: string): Promise<void>
}

/**
 * A shell as the reader of a page has it, in a folder and a home of its own. A hooks server and a
 * receiver are there already, unless the page starts them.
 */
export async function openTerminal(blocks: readonly Block[]): Promise<Terminal> {
  await using stack = new AsyncDisposableStack()
  const folder = stack.use(await temporaryFolder())
  const {env, receiverUrl, serverUrl} = await startPeers(blocks, stack)
  await prepareFolder(folder.path)
  const seen: string[] = []
  const shell = (code: string, more: Readonly<Record<string, string>> = {}) => {
    const script = withSeen(code.replaceAll(PAGE_RECEIVER, receiverUrl), seen)
    const child = spawn('sh', ['-eu', '-c', `exec 2>&1\n${script}\n`], {
      cwd: folder.path,
      // A group of its own, so that whatever it starts ends with it.
      detached: true,
      env: {...env, ...homeIn(folder.path), ...more},
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    child.once('exit', () => endGroup(child))
    return child
  }
  const owned = stack.move()
  return {
    async run(code, {asTable}) {
      const child = shell(code, asTable ? {HOOKS_OUTPUT: 'table'} : {})
      const [printed, exitStatus] = await Promise.all([text(child.stdout), ended(child)])
      seen.push(...(printed.match(SECRET_OR_ID) ?? []))
      const output = printed
        .replaceAll(receiverUrl, PAGE_RECEIVER)
        .replaceAll(serverUrl, PAGE_SERVER)
      return {exitStatus, output}
    },
    async start(code) {
      const child = shell(code)
      const end = ended(child)
      owned.defer(async () => {
        endGroup(child)
        await end
      })
      await new Promise<void>((resolve, reject) => {
        child.stdout.once('data', () => resolve())
        void end.then((status) => reject(new Error(`ended with ${status}: ${code}`)))
      })
    },
    save: (file, content) => writeFile(path.join(folder.path, file), `${content}\n`),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** Ends a shell and whatever it has started. */
function endGroup({pid}: ChildProcess): void {
  if (pid === undefined) return
  try {
    process.kill(-pid)
  } catch {
    // Nothing of it is left.
  }
}

/** Who is at the other end: in this process, or a free port for what the page starts. */
async function startPeers(blocks: readonly Block[], stack: AsyncDisposableStack) {
  const starts = (command: string) =>
    blocks.some(({language, code}) => language === 'sh' && code.includes(command))
  const startsReceiver = starts('examples/receiver.js')
  const receiverUrl = startsReceiver ? await urlOfNobody() : stack.use(await Receiver.start()).url
  const forReceiver = {PORT: new URL(receiverUrl).port}
  if (!starts('hooks serve')) {
    const {url: serverUrl, env} = stack.use(await startEmulator())
    return {receiverUrl, serverUrl, env: {...forReceiver, ...env}}
  }
  const serverUrl = await urlOfNobody()
  const forServer = {HOOKS_API_URL: serverUrl, HOOKS_PORT: new URL(serverUrl).port}
  return {receiverUrl, serverUrl, env: {...forReceiver, ...forServer}}
}

async function prepareFolder(folder: string): Promise<void> {
  const bin = path.join(folder, 'bin')
  await mkdir(bin)
  await installProgram(bin)
  await writeFile(path.join(bin, 'npx'), NPX, {mode: 0o700})
  await symlink(path.join(ROOT, 'examples'), path.join(folder, 'examples'))
}

function homeIn(folder: string): Record<string, string> {
  const {PATH = ''} = process.env
  const own = [path.join(folder, 'bin'), path.dirname(process.execPath)]
  return {
    PATH: [...own, PATH].join(path.delimiter),
    HOME: folder,
    HOOKS_CONFIG_DIR: path.join(folder, 'config'),
    HOOKS_DATA_DIR: path.join(folder, 'data'),
  }
}

/** `whsec_…` becomes the last secret that was printed, as the reader would copy it. */
function withSeen(code: string, seen: readonly string[]): string {
  return code.replaceAll(/\b(webhook|wh|dlv|evt|whsec)_…/g, (shown, prefix: string) => {
    const found = seen.findLast((each) => each.startsWith(`${prefix}_`))
    if (found === undefined) throw new Error(`nothing printed so far stands for ${shown}`)
    return found
  })
}
