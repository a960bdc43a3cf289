import {spawnSync} from 'node:child_process'
import {readdir} from 'node:fs/promises'
import {countLine, runTests} from './run-tests.ts'

/** The checks that run before the tests. Each is a program in node_modules/.bin or a script. */
const CHECKS: Readonly<Record<string, readonly string[]>> = {
  format: ['oxfmt', '--check'],
  lint: ['oxlint'],
  types: ['tsc'],
  build: ['node', 'scripts/build.ts'],
  docs: ['node', 'scripts/docs.ts', '--check'],
}

const before = new Set(await readdir('.'))
const failures = Object.entries(CHECKS).flatMap(([name, command]) =>
  passes(command) ? [] : [name],
)

const {isGreen, counts} = await runTests('short', {args: process.argv.slice(2)})

if (!isGreen) failures.push('tests')
// A test that leaves files in the checkout could affect the next run.
const strays = (await readdir('.')).filter((name) => name !== 'dist' && !before.has(name))
if (strays.length > 0) failures.push(`clean checkout (${strays.join(', ')})`)
if (failures.length > 0) {
  process.exitCode = 1
  console.error(`\nnpm test: ${failures.join(', ')} failed`)
}
console.log(countLine(counts))

function passes([program = '', ...args]: readonly string[]): boolean {
  return spawnSync(program, args, {stdio: 'inherit'}).status === 0
}
