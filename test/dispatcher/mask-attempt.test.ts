import {expect, test} from 'vitest'
import type {Outcome} from '../../src/core/delivery.ts'
import {AttemptMasker} from '../../src/dispatcher/mask-attempt.ts'

const KEY = 'canary-key-1234567890'
const ENCODED = Buffer.from(`you have sent ${KEY}`).toString('base64')
const BASIC = Buffer.from(`user:${KEY}`).toString('base64')

/** The outcome of a receiver that echoes all that it was sent. */
function echo(...values: readonly string[]): Outcome {
  const headers = {'x-encoded': ENCODED, 'x-many': values, [values[0] ?? '']: 'a name'}
  return {kind: 'answered', code: 200, answer: {headers, body: values.join()}, durationMs: 1}
}

test.each([
  ['a header that its provider names', {[`x-key`]: KEY}, {texts: [], headers: ['x-key']}, [KEY]],
  [
    'the value after the scheme in such a header',
    {authorization: `Bearer ${KEY}`},
    {texts: [], headers: ['authorization']},
    [KEY],
  ],
  [
    'base64 with a secret in it',
    {authorization: `Basic ${BASIC}`},
    {texts: [KEY], headers: []},
    [BASIC, KEY],
  ],
])('%s is masked in the request and in the response', (_what, headers, secrets, parts) => {
  const outcome = echo(...parts, ...Object.values(headers))

  const shown = new AttemptMasker().withoutSecrets(
    {headers: {...headers, 'x-plain': 'seen'}, outcome},
    secrets,
  )

  const text = JSON.stringify(shown)
  expect([...parts, ENCODED].filter((part) => text.includes(part))).toEqual([])
  expect(shown.headers).toMatchObject({'x-plain': 'seen'})
})
