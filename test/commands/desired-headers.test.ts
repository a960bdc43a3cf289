import {writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {startEmulator} from '../support/emulator.ts'
import {hooks, temporaryFolder} from '../support/run.ts'

const renderFile = (region: string) =>
  `webhooks:
  - url: https://example.com/in
    events: [video.source.recorded]
    delivery: {headers: {x-region: ${region}}}
`

test('headers in the file are compared, but their values are never shown or exported', async () => {
  await using folder = await temporaryFolder()
  await using emulator = await startEmulator()
  const file = path.join(folder.path, 'hooks.yaml')
  const run = (...argv: string[]) => hooks(argv, emulator.env)
  await writeFile(file, renderFile('north'))
  const applied = await run('apply', file, '--yes')

  const same = await run('plan', file)
  await writeFile(file, renderFile('south'))
  const other = await run('plan', file)
  const exported = await run('export')

  expect([applied.exitStatus, same.exitStatus, other.exitStatus]).toEqual([0, 0, 8])
  expect(other.stdout).toContain('x-region')
  expect(other.stdout).not.toMatch(/north|south/)
  expect(exported.stdout).toContain('https://example.com/in')
  expect(exported.stdout).not.toContain('region')
  expect(exported.stderr).toContain('Left out the headers of a webhook')
})

test('a header value can be a reference, so that the file contains no secret', async () => {
  await using folder = await temporaryFolder()
  await using emulator = await startEmulator()
  const file = path.join(folder.path, 'hooks.yaml')
  await writeFile(path.join(folder.path, 'region'), 'south\n')
  await writeFile(file, renderFile('file:region, authorization: env:RECEIVER_AUTH'))
  const env = {...emulator.env, RECEIVER_AUTH: 'Bearer t0ken'}

  const applied = await hooks(['apply', file, '--yes', '--json'], env)
  const same = await hooks(['plan', file], env)
  const other = await hooks(['plan', file], {...env, RECEIVER_AUTH: 'Bearer 0ther'})
  const absent = await hooks(['plan', file], emulator.env)

  expect([applied, same, other, absent].map(({exitStatus}) => exitStatus)).toEqual([0, 0, 8, 2])
  expect(applied.stdout + other.stdout).not.toMatch(/t0ken|0ther/)
  expect(absent.stderr).toMatch(/hooks\.yaml:4:\d+: cannot resolve reference env:RECEIVER_AUTH/)
  const [webhook] = await emulator.control.webhooks.list()
  const {headers} = await emulator.control.secrets(webhook?.id ?? '')
  expect(headers).toEqual({'x-region': 'south', authorization: 'Bearer t0ken'})
})
