import {expect, test} from 'vitest'
import {loadProviders, PROVIDER_NAMES} from '../../src/providers/index.ts'
import type {Capability} from '../../src/providers/contract/client.ts'
import {hooks} from '../support/run.ts'

const VERBS = ['create', 'list', 'get', 'update', 'delete', 'enable', 'test', 'secret']

test('providers shows what each provider can do, from the data that the commands use', async () => {
  const {stdout, stderr, exitStatus} = await hooks(['providers', '--json'])

  expect(exitStatus).toBe(0)
  expect(stderr).toBe('')
  const {providers} = JSON.parse(stdout)
  expect(providers.map(({name}: {name: string}) => name)).toEqual(PROVIDER_NAMES)
  for (const [index, {client}] of (await loadProviders()).entries()) {
    const shown = providers[index].capabilities
    expect(Object.keys(shown)).toEqual(VERBS)
    for (const [verb, capability] of Object.entries(client.capabilities)) {
      const can = describeCapability(capability)
      expect(shown[verb]).toEqual(capability === 'yes' ? {can} : {can, ...capability})
    }
  }
})

test('the matrix has a row per provider; stderr says why something is missing', async () => {
  const {stdout, stderr} = await hooks(['providers'])

  expect(stdout).toContain('apivideo\tyes\tyes\tyes\tno\tyes\tno\tno\tyes\n')
  expect(stdout.trim().split('\n')).toHaveLength(PROVIDER_NAMES.length)
  expect(stderr).toContain('apivideo update: api.video has no update. Delete the webhook')
})

test('on a terminal, the matrix has a header', async () => {
  const {stdout} = await hooks(['providers'], {NO_COLOR: '1'}, {terminal: true})

  expect(stdout).toMatch(/^PROVIDER +CREATE +LIST +GET +UPDATE +DELETE +ENABLE +TEST +SECRET\n/)
})

test('providers NAME shows environments, credentials, options, retries and assumptions', async () => {
  const {stdout, exitStatus} = await hooks(['providers', 'mda', '--json'])

  expect(exitStatus).toBe(0)
  const detail = JSON.parse(stdout)
  expect(detail).toMatchObject({
    name: 'mda',
    api: true,
    maxWebhooks: 1,
    filtersEvents: false,
    events: expect.arrayContaining(['session.create']),
    environments: [{profile: 'mda'}],
    credentials: [{env: 'HOOKS_MDA_USERNAME'}, {env: 'HOOKS_MDA_API_SECRET'}],
    retries: {delaysMs: expect.any(Array)},
  })
  expect(detail.assumptions).toContainEqual({
    name: 'retries',
    description: expect.any(String),
    default: 'vendor',
    example: '5s,5m,30m',
  })
})

test('providers NAME describes the proof of a delivery for authors of receivers', async () => {
  const {stdout} = await hooks(['providers', 'apivideo'])
  const {stdout: json} = await hooks(['providers', 'vidyard', '--json'])

  const lines = stdout.split('\n').filter((line) => line.startsWith('proof '))
  expect(lines).toEqual([
    'proof header\tx-api-video-signature',
    'proof encoding\t64 lower-case hex digits',
    'proof signed\t{body}',
    'proof algorithm\tHMAC-SHA256',
    'proof key\tthe whole secret, as text',
    'proof tolerance\tno signed timestamp',
    'proof webhook\tid in x-api-video-webhookid, not signed',
  ])
  expect(JSON.parse(json).proof).toEqual({
    header: 'x-vidyard-security-key (assumed; verification searches all headers and fields)',
    sent: 'the security key in plain text',
  })
})

for (const name of PROVIDER_NAMES) {
  test(`providers ${name} has a line for each verb and each assumption`, async () => {
    const {stdout} = await hooks(['providers', name])

    const lines = stdout.split('\n').map((line) => line.split('\t')[0])
    expect(lines).toEqual(expect.arrayContaining(VERBS))
    const provider = (await loadProviders()).find((each) => each.name === name)
    const assumed = provider?.assumptions.map((each) => `assume ${name}.${each.name}`) ?? []
    expect(lines).toEqual(expect.arrayContaining(assumed))
  })
}

test('an unknown provider exits 2 and names the nearest', async () => {
  const {stderr, exitStatus} = await hooks(['providers', 'apivideos'])

  expect(exitStatus).toBe(2)
  expect(stderr).toContain('hint: did you mean apivideo?')
})

test('a profile of a provider without an API exits 10 and says what to do instead', async () => {
  const {stdout, stderr, exitStatus} = await hooks(['list', '--json'], {
    HOOKS_PROFILE: 'targetvideo',
  })

  expect(exitStatus).toBe(10)
  expect(stdout).toBe('')
  expect(JSON.parse(stderr).error).toMatchObject({code: 'unsupported', hint: expect.any(String)})
})

function describeCapability(capability: Capability): string {
  if (capability === 'yes') return 'yes'
  return capability.kinds === undefined ? 'no' : 'partly'
}
