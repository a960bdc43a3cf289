import {execFile} from 'node:child_process'
import {chmod, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {promisify} from 'node:util'
import {expect, test} from 'vitest'
import {SCRIPT_EXAMPLE, scriptHelp} from '../../src/cli/script-help.ts'
import {Receiver} from '../../src/receiver/receiver.ts'
import {urlOfNobody} from '../support/nobody.ts'
import {temporaryFolder} from '../support/run.ts'

const ENTRY = path.resolve(import.meta.dirname, '../../bin/dev.js')

test('the script of the first page of help runs as it stands', async () => {
  await using folder = await temporaryFolder()
  await using receiver = await Receiver.start()
  const api = await urlOfNobody()
  const executable = path.join(folder.path, 'hooks')
  await writeFile(executable, `#!/bin/sh\nexec '${process.execPath}' '${ENTRY}' "$@"\n`)
  await chmod(executable, 0o700)
  const script = SCRIPT_EXAMPLE.replace('http://localhost:3000', receiver.url)
  const env = {
    PATH: `${folder.path}:${process.env['PATH'] ?? ''}`,
    HOOKS_CONFIG_DIR: folder.path,
    HOOKS_API_URL: api,
    HOOKS_PORT: new URL(api).port,
  }

  const {stdout} = await promisify(execFile)('sh', ['-eu', '-c', script], {
    env,
    cwd: folder.path,
  })

  expect(stdout).toContain('delivered')
  expect(stdout).not.toContain('failed')
  expect(receiver.received).toHaveLength(1)
})

test('the first page of help fits into 80 columns', () => {
  const lines = scriptHelp().flatMap((section) => section.split('\n'))

  expect(lines.filter((line) => line.length > 80)).toEqual([])
})
