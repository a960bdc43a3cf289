import {expect, test} from 'vitest'
import {hooks} from '../support/run.ts'
import {startVendor} from '../support/vendor.ts'

test('whoami reports that the environment overrides a stored credential', async () => {
  await using vendor = await startVendor('apivideo', ({key}) => ({credentials: {apiKey: key}}))
  const env = {...vendor.env, HOOKS_APIVIDEO_API_KEY: 'another'}

  const json = await hooks(['whoami', '--json'], env)
  const table = await hooks(['whoami'], env, {terminal: true})

  const notice =
    'the environment variable HOOKS_APIVIDEO_API_KEY overrides the stored API key of apivideo (unset HOOKS_APIVIDEO_API_KEY to use the stored one)'
  expect(JSON.parse(json.stdout)).toMatchObject({notices: [notice], works: false})
  expect(table.stderr).toContain(`note: ${notice}\n`)
  expect([json.exitStatus, table.exitStatus]).toEqual([3, 3])
})

test('whoami shows the file, scope and URL stored for the profile', async () => {
  await using vendor = await startVendor('apivideo', ({key}) => ({
    scope: '7',
    credentials: {apiKey: key},
  }))
  const stored = {source: 'config', from: vendor.configFile}

  const {stdout} = await hooks(['whoami', '--json'], vendor.env)

  expect(JSON.parse(stdout)).toMatchObject({
    profile: {value: 'apivideo', ...stored},
    url: {value: vendor.emulator.url, ...stored},
    scope: {value: '7', ...stored},
    credentials: [{name: 'apiKey', ...stored}],
    notices: [],
    works: true,
  })
})

test('whoami does not show the command that a credential refers to', async () => {
  await using vendor = await startVendor('apivideo', () => ({
    credentials: {apiKey: 'cmd:echo verySecret'},
  }))

  const {stdout} = await hooks(['whoami', '--json'], vendor.env)

  expect(stdout).not.toContain('verySecret')
})
