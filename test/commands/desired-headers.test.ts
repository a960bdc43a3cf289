import {writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {startEmulator} from '../support/emulator.ts'
import {hooks, temporaryFolder} from '../support/run.ts'

const fileWith = (region: string) =>
  `webhooks:
  - url: https://example.com/in
    events: [video.source.recorded]
    delivery: {headers: {x-region: ${region}}}
`

test('headers of the file are compared, though none of their values is shown or exported', async () => {
  await using folder = await temporaryFolder()
  await using emulator = await startEmulator()
  const file = path.join(folder.path, 'hooks.yaml')
  const run = (...argv: string[]) => hooks(argv, emulator.env)
  await writeFile(file, fileWith('north'))
  const applied = await run('apply', file, '--yes')

  const same = await run('plan', file)
  await writeFile(file, fileWith('south'))
  const other = await run('plan', file)
  const exported = await run('export')

  expect([applied.exitStatus, same.exitStatus, other.exitStatus]).toEqual([0, 0, 8])
  expect(other.stdout).toContain('x-region')
  expect(other.stdout).not.toMatch(/north|south/)
  expect(exported.stdout).toContain('https://example.com/in')
  expect(exported.stdout).not.toContain('region')
  expect(exported.stderr).toContain('Left out the headers of a webhook')
})
