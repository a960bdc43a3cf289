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
/** The addresses that the pages give for the reader's receiver and for the hooks server. */
const PAGE_RECEIVER = 'http://localhost:3000'
const PAGE_SERVER = 'http://127.0.0.1:4400'
const SECRET_OR_ID = /\b(?:webhook|wh|dlv|evt|whsec)_[A-Za-z0-9+/=]{20,}/g

/** An `npx` that runs the program under test as `npx hooks`, and fetches nothing. */
const NPX = '#!/bin/sh\n[ "$1" = hooks ] || exit 99\nshift\nexec hooks "$@"\n'

export type Printed = {readonly exitStatus: number | null; readonly output: string}

export type Terminal = AsyncDisposable & {
  /** Runs shell code to its end. */
  run(code: string, options: {asTable: boolean}): Promise<Printed>
  /** Starts a command that runs until the page ends; resolves once it prints something. */
  start(code: string): Promise<void>
  /** Writes a file that the page shows. */
  save(file: string, content: string): Promise<void>
}

/**
 * A shell like that of a reader of a page, with its own folder and home. A hooks server and a
 * receiver are already running, unless the page starts them.
 */
export async function openTerminal(blocks: readonly Block[]): Promise<Terminal> {
  await using stack = new AsyncDisposableStack()
  const folder = stack.use(await temporaryFolder())
  const {env, receiverUrl, serverUrl} = await startPeers(blocks, stack)
  await prepareFolder(folder.path)
  const seen: string[] = []
  const shell = (code: string, more: Readonly<Record<string, string>> = {}) => {
    const script = fillInSeen(code.replaceAll(PAGE_RECEIVER, receiverUrl), seen)
    const child = spawn('sh', ['-eu', '-c', `exec 2>&1\n${script}\n`], {
      cwd: folder.path,
      // A separate process group, so that everything it starts ends with it.
      detached: true,
      env: {...env, ...createEnvironment(folder.path), ...more},
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

/** Ends a shell and everything it has started. */
function endGroup({pid}: ChildProcess): void {
  if (pid === undefined) return
  try {
    process.kill(-pid)
  } catch {
    // The group has already ended.
  }
}

/** The server and the receiver: in this process, or a free port if the page starts them. */
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

function createEnvironment(folder: string): Record<string, string> {
  const {PATH = ''} = process.env
  const own = [path.join(folder, 'bin'), path.dirname(process.execPath)]
  return {
    PATH: [...own, PATH].join(path.delimiter),
    HOME: folder,
    HOOKS_CONFIG_DIR: path.join(folder, 'config'),
    HOOKS_DATA_DIR: path.join(folder, 'data'),
  }
}

/** Replaces `whsec_…` and the like by the last such value printed, as a reader would. */
function fillInSeen(code: string, seen: readonly string[]): string {
  return code.replaceAll(/\b(webhook|wh|dlv|evt|whsec)_…/g, (shown, prefix: string) => {
    const found = seen.findLast((each) => each.startsWith(`${prefix}_`))
    if (found === undefined) throw new Error(`nothing printed so far stands for ${shown}`)
    return found
  })
}
