import {spawnSync} from 'node:child_process'
import {mkdtemp, readdir, readFile, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import path from 'node:path'

/** What must hold before the tests run; each is a program in node_modules/.bin or a script here. */
const CHECKS: Readonly<Record<string, readonly string[]>> = {
  format: ['oxfmt', '--check'],
  lint: ['oxlint'],
  types: ['tsc'],
  build: ['node', 'scripts/build.ts'],
  docs: ['node', 'scripts/docs.ts', '--check'],
}

type Counts = {passed: number; failed: number; skipped: number}

/** The part of vitest's JSON report that is read here. */
type VitestReport = {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
  testResults: {status: string; assertionResults: {status: string}[]}[]
}

const before = new Set(await readdir('.'))
const failures = Object.entries(CHECKS).flatMap(([name, command]) => (holds(command) ? [] : [name]))

await using folder = await temporaryFolder()
const report = path.join(folder.path, 'report.json')
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
const green = holds(['vitest', 'run', '--project', 'short', ...reporters, ...process.argv.slice(2)])

if (!green) failures.push('tests')
// A test that writes into the checkout could be told by what it finds there the next time.
const strays = (await readdir('.')).filter((name) => name !== 'dist' && !before.has(name))
if (strays.length > 0) failures.push(`clean checkout (${strays.join(', ')})`)
if (failures.length > 0) {
  process.exitCode = 1
  console.error(`\nnpm test: ${failures.join(', ')} failed`)
}
const {passed, failed, skipped} = await countTests(report)
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`)

function holds([program = '', ...args]: readonly string[]): boolean {
  return spawnSync(program, args, {stdio: 'inherit'}).status === 0
}

async function countTests(file: string): Promise<Counts> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) return {passed: 0, failed: 1, skipped: 0}

  const results: VitestReport = JSON.parse(text)
  // A file that breaks while loading has no test to fail; it counts as one.
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
