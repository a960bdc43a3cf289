import {countLine, runTests, type TestRun} from './run-tests.ts'

/** Time limits of the projects of long tests. The first stays within an hour with `npm test`. */
const LIMITS_MS: Readonly<Record<string, number>> = {faults: 50 * 60_000, timed: 40 * 60_000}

const runs: TestRun[] = []
// One after the other: the second measures time.
for (const project of process.argv.slice(2)) {
  const limitMs = LIMITS_MS[project]
  if (limitMs === undefined) throw new Error(`there is no project of long tests called ${project}`)
  runs.push(await runTests(project, {limitMs}))
}

if (!runs.every(({isGreen}) => isGreen)) process.exitCode = 1
const sum = (name: keyof TestRun['counts']) =>
  runs.reduce((total, {counts}) => total + counts[name], 0)
console.log(countLine({passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped')}))
