import {defineConfig} from 'vitest/config'

/** `test:long` takes minutes and is run by itself; everything else is `npm test`. */
const LONG = 'test/long/**/*.test.ts'

export default defineConfig({
  test: {
    // captureOutput of @oclif/test replaces process.stdout.write, which vitest's own capture hides.
    disableConsoleIntercept: true,
    // Modules here keep no state, so files may share them; loading them anew for each costs minutes.
    isolate: false,
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    projects: [
      {extends: true, test: {name: 'short', include: ['test/**/*.test.ts'], exclude: [LONG]}},
      {extends: true, test: {name: 'long', include: [LONG], testTimeout: 600_000}},
    ],
  },
})
