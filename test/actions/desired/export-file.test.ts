import {expect, test} from 'vitest'
import {parse} from 'yaml'
import {toYaml} from '../../../src/actions/desired/export-file.ts'
import {toDesiredEntries} from '../../../src/actions/desired/entries.ts'
import {loadProvider} from '../../../src/providers/index.ts'

const HOSTILE = 'a\u202Eb'

test('an export omits secret options, and invisible characters survive it', async () => {
  const provider = await loadProvider('mda')
  const options = {httpAuthorizationValue: 'sesame', customParameters: {[HOSTILE]: HOSTILE}}
  const webhook = {
    id: '17',
    provider: 'mda',
    scope: '17',
    url: 'https://example.com/in',
    events: [],
    state: 'enabled',
    options,
  } as const

  const [entry] = toDesiredEntries([{profile: 'mda', isLocal: false, provider, webhook}])
  const text = toYaml({webhooks: entry === undefined ? [] : [entry]})

  expect(text).not.toContain('sesame')
  expect(text).not.toContain('\u202E')
  expect(parse(text).webhooks[0].options).toEqual({customParameters: {[HOSTILE]: HOSTILE}})
})
