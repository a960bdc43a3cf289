import {defineConfig} from 'vitest/config'

/** What takes minutes is run by itself; everything else is `npm test`. */
const LONG = 'test/long/**/*.test.ts'
/** Of those, what a busy machine could make fail. */
const TIMED = 'test/long/timed/**/*.test.ts'
const LONG_TIMEOUT_MS = 600_000

export default defineConfig({
  test: {
    // captureOutput of @oclif/test replaces process.stdout.write, which vitest's own capture hides.
    disableConsoleIntercept: true,
    // Modules here keep no state, so files may share them; loading them anew for each costs minutes.
    isolate: false,
    globalSetup: 'test/support/home.ts',
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    projects: [
      {extends: true, test: {name: 'short', include: ['test/**/*.test.ts'], exclude: [LONG]}},
      {
        extends: true,
        test: {name: 'faults', include: [LONG], exclude: [TIMED], testTimeout: LONG_TIMEOUT_MS},
      },
      {extends: true, test: {name: 'timed', include: [TIMED], testTimeout: LONG_TIMEOUT_MS}},
    ],
  },
})
