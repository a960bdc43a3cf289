import {spawn} from 'node:child_process'
import {mkdtemp, readFile, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import path from 'node:path'

export type Counts = {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

export type TestRun = {readonly isGreen: boolean; readonly counts: Counts}

export type TestRunOptions = {
  /** Additional arguments for vitest. */
  readonly args?: readonly string[]
  /** Time limit in milliseconds, after which vitest and every process it started are killed. */
  readonly limitMs?: number
}

/** The fields of vitest's JSON report that are used here. */
type VitestReport = {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
  testResults: {status: string; assertionResults: {status: string}[]}[]
}

/** Runs the tests of one project of vitest.config.ts, and counts them. */
export async function runTests(
  project: string,
  {args = [], limitMs}: TestRunOptions = {},
): Promise<TestRun> {
  await using folder = await temporaryFolder()
  const report = path.join(folder.path, 'report.json')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const argv = ['run', '--project', project, ...reporters, ...args]
  const status = await (limitMs === undefined ? vitest(argv) : vitestFor(argv, limitMs))
  return {isGreen: status === 0, counts: await countTests(report)}
}

/** The last line of a run. Other tools that run the tests parse it. */
export function countLine({passed, failed, skipped}: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`
}

function vitest(argv: readonly string[]): Promise<number | null> {
  const child = spawn('vitest', argv, {stdio: 'inherit'})
  return new Promise((resolve) => void child.on('close', resolve))
}

/** Runs in a separate process group, because servers started by tests would outlive vitest. */
async function vitestFor(argv: readonly string[], limitMs: number): Promise<number | null> {
  const child = spawn('vitest', argv, {stdio: ['ignore', 'inherit', 'inherit'], detached: true})
  const end = () => void process.kill(-(child.pid ?? 0), 'SIGKILL')
  const limit = setTimeout(() => {
    console.error(`\nstopped after ${limitMs / 60_000} minutes`)
    end()
  }, limitMs)
  process.once('SIGINT', end).once('SIGTERM', end)
  const status = await new Promise<number | null>((resolve) => void child.on('close', resolve))
  clearTimeout(limit)
  process.off('SIGINT', end).off('SIGTERM', end)
  return status
}

async function countTests(file: string): Promise<Counts> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) return {passed: 0, failed: 1, skipped: 0}

  const results: VitestReport = JSON.parse(text)
  // A file that fails to load has no failed test, so it counts as one.
  const brokenFiles = results.testResults.filter(
    ({status, assertionResults}) =>
      status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
  )
  return {
    passed: results.numPassedTests,
    failed: results.numFailedTests + brokenFiles.length,
    skipped: results.numPendingTests + results.numTodoTests,
  }
}

async function temporaryFolder() {
  const name = await mkdtemp(path.join(tmpdir(), 'hooks-test-'))
  return {path: name, [Symbol.asyncDispose]: () => rm(name, {recursive: true})}
}
