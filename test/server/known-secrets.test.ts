import {expect, test} from 'vitest'
import {KnownSecrets, noteSecrets} from '../../src/server/watch/known-secrets.ts'
import {plainSealer} from '../../src/store/rows/sealer.ts'

const TROUBLE = '{"level":50,"msg":'

test('warnings and errors never show a secret that was read from or written to the store', () => {
  const secrets = new KnownSecrets(['the-server-key'])
  const sealer = noteSecrets(plainSealer, secrets)

  for (const column of ['secret', 'signing_secret', 'previous_signing_secret']) {
    sealer.seal(`taken-${column}-1234`, `webhooks.${column}.wh_1`)
    expect(secrets.clean(`${TROUBLE}"taken-${column}-1234"}`)).toBe(`${TROUBLE}"…1234"}`)
    sealer.open(`given-${column}-5678`, `webhooks.${column}.wh_1`)
    expect(secrets.clean(`${TROUBLE}"given-${column}-5678"}`)).toBe(`${TROUBLE}"…5678"}`)
  }
  sealer.seal('{"timeout":5000}', 'webhooks.options.wh_1')
  expect(secrets.clean(`${TROUBLE}{"timeout":5000}}`)).toContain('{"timeout":5000}')
})

test('the server key appears in no log line', () => {
  const secrets = new KnownSecrets(['the-server-key'])

  expect(secrets.clean('{"level":30,"msg":"the-server-key"}')).toBe('{"level":30,"msg":"…-key"}')
  expect(secrets.clean(`${TROUBLE}"the-server-key"}`)).toBe(`${TROUBLE}"…-key"}`)
})
