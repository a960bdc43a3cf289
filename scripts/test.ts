import {spawnSync} from 'node:child_process'
import {readdir} from 'node:fs/promises'
import {countLine, runTests} from './run-tests.ts'

/** What must hold before the tests run; each is a program in node_modules/.bin or a script here. */
const CHECKS: Readonly<Record<string, readonly string[]>> = {
  format: ['oxfmt', '--check'],
  lint: ['oxlint'],
  types: ['tsc'],
  build: ['node', 'scripts/build.ts'],
  docs: ['node', 'scripts/docs.ts', '--check'],
}

const before = new Set(await readdir('.'))
const failures = Object.entries(CHECKS).flatMap(([name, command]) => (holds(command) ? [] : [name]))

const {isGreen, counts} = await runTests('short', {args: process.argv.slice(2)})

if (!isGreen) failures.push('tests')
// A test that writes into the checkout would change the next run.
const strays = (await readdir('.')).filter((name) => name !== 'dist' && !before.has(name))
if (strays.length > 0) failures.push(`clean checkout (${strays.join(', ')})`)
if (failures.length > 0) {
  process.exitCode = 1
  console.error(`\nnpm test: ${failures.join(', ')} failed`)
}
console.log(countLine(counts))

function holds([program = '', ...args]: readonly string[]): boolean {
  return spawnSync(program, args, {stdio: 'inherit'}).status === 0
}
