import {execFile} from 'node:child_process'
import {promisify} from 'node:util'
import {expect, test} from 'vitest'
import {SCRIPT_EXAMPLE, formatScriptHelp} from '../../src/cli/help/script-help.ts'
import {Receiver} from '../../src/receiver/receiver.ts'
import {urlOfNobody} from '../support/nobody.ts'
import {installProgram} from '../support/program.ts'
import {temporaryFolder} from '../support/run.ts'

test('the script on the first help page runs unchanged', async () => {
  await using folder = await temporaryFolder()
  await using receiver = await Receiver.start()
  const api = await urlOfNobody()
  await installProgram(folder.path)
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

test('the first help page fits into 80 columns', () => {
  const lines = formatScriptHelp().flatMap((section) => section.split('\n'))

  expect(lines.filter((line) => line.length > 80)).toEqual([])
})
