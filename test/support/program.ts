import {type ChildProcess, spawn} from 'node:child_process'
import {chmod, glob, stat, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {createInterface} from 'node:readline'
import {text} from 'node:stream/consumers'
import {Signal} from '../../src/core/signal.ts'

const ROOT = path.resolve(import.meta.dirname, '../..')
/** How long to wait for a line, in milliseconds. */
const SAYING_MS = 40_000
/** The file that the build writes last. */
const BUILT = 'dist/oclif.manifest.json'

export type ProgramEnv = Readonly<Record<string, string>>

export type ProgramRan = {
  readonly stdout: string
  readonly stderr: string
  /** Null if a signal ended it. */
  readonly exitStatus: number | null
}

/** Runs `hooks …` as a process, without a terminal. It gets no HOOKS_ variables besides `env`. */
export async function program(argv: readonly string[], env: ProgramEnv): Promise<ProgramRan> {
  const child = startProgram({entry: await freshEntry(), argv, env})
  const end = ended(child)
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
  return {stdout, stderr, exitStatus: await end}
}

export type RunningProgram = AsyncDisposable & {
  /** What it has written to standard error so far. */
  stderr(): string
  /** The first line of its standard output; rejected if it ends without one. */
  readonly firstLine: Promise<string>
  /** Resolves once its standard error matches. */
  said(pattern: RegExp): Promise<RegExpExecArray>
  /** Sends a signal, and returns the exit status; null if the signal killed it. */
  kill(signal: NodeJS.Signals): Promise<number | null>
}

/** Starts `hooks …` as a process that keeps running. It is killed at the end of the scope. */
export async function running(argv: readonly string[], env: ProgramEnv): Promise<RunningProgram> {
  const child = startProgram({entry: await freshEntry(), argv, env})
  const end = ended(child)
  let stderr = ''
  const told = new Signal()
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk
    told.notify()
  })
  void end.then(() => told.notify())
  const firstLine = new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).once('line', resolve)
    void end.then((status) => reject(new Error(`ended with ${status}: ${stderr}`)))
  })
  // Nobody may be waiting for the line; a missing one is then not an unhandled rejection.
  firstLine.catch(() => {})
  const kill = (signal: NodeJS.Signals) => {
    child.kill(signal)
    return end
  }
  return {
    stderr: () => stderr,
    firstLine,
    async said(pattern) {
      const until = performance.now() + SAYING_MS
      for (;;) {
        const match = pattern.exec(stderr)
        if (match !== null) return match
        if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode}: ${stderr}`)
        if (performance.now() > until) throw new Error(`${String(pattern)} is not in: ${stderr}`)
        await told.wait(told.count, SAYING_MS)
      }
    },
    kill,
    async [Symbol.asyncDispose]() {
      await kill('SIGKILL')
    },
  }
}

/** Starts `hooks …` as a process, without the variables of this environment that hooks reads. */
export function startProgram({entry, argv, env}: Starting) {
  const {PATH = '', HOME = ''} = process.env
  return spawn(process.execPath, [path.join(ROOT, entry), ...argv], {
    env: {PATH, HOME, ...env},
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

type Starting = {
  readonly entry: string
  readonly argv: readonly string[]
  readonly env: ProgramEnv
}

/** Waits for the exit status; null if a signal ended the process. */
export function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => void child.on('close', resolve))
}

/** Installs `hooks` in a folder, for a script that has the folder on its PATH. */
export async function installProgram(folder: string): Promise<void> {
  const file = path.join(folder, 'hooks')
  const entry = path.join(ROOT, await freshEntry())
  await writeFile(file, `#!/bin/sh\nexec '${process.execPath}' '${entry}' "$@"\n`)
  await chmod(file, 0o700)
}

/** The bundle, or the sources if the bundle is out of date. */
export async function freshEntry(): Promise<string> {
  return (await isBundleFresh()) ? 'bin/run.js' : 'bin/dev.js'
}

/** Whether the bundle, which starts three times as fast, is newer than all sources. */
async function isBundleFresh(): Promise<boolean> {
  const builtAt = await modifiedAt(BUILT)
  for await (const file of glob('{src,commands}/**/*.{ts,json}', {cwd: ROOT})) {
    if ((await modifiedAt(file)) > builtAt) return false
  }
  return true
}

/** Milliseconds since the epoch; 0 if there is no such file. */
async function modifiedAt(file: string): Promise<number> {
  const found = await stat(path.join(ROOT, file)).catch(() => undefined)
  return found?.mtimeMs ?? 0
}
