import {countLine, runTests, type TestRun} from './run-tests.ts'

/** The time limit of each project of long tests; the first and `npm test` together take at most an hour. */
const LIMITS_MS: Readonly<Record<string, number>> = {faults: 50 * 60_000, timed: 40 * 60_000}

const runs: TestRun[] = []
// One after the other: the second measures time.
for (const project of process.argv.slice(2)) {
  const limitMs = LIMITS_MS[project]
  if (limitMs === undefined) throw new Error(`no long tests are called ${project}`)
  runs.push(await runTests(project, {limitMs}))
}

if (!runs.every(({isGreen}) => isGreen)) process.exitCode = 1
const sum = (name: keyof TestRun['counts']) =>
  runs.reduce((total, {counts}) => total + counts[name], 0)
console.log(countLine({passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped')}))
