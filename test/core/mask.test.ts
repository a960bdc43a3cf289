import {expect, test} from 'vitest'
import {Masker, listSecretTexts} from '../../src/core/masking/mask.ts'
import {maskSecret} from '../../src/core/webhook.ts'

const SECRET = 'sig_s3cr3t/with"quote+more'

test('a secret is masked in every encoding in which it may come back', () => {
  const masker = new Masker([SECRET])
  const base64 = Buffer.from(SECRET).toString('base64')
  const escaped = JSON.stringify(SECRET).replaceAll('/', '\\/')
  const inUrl = encodeURIComponent(SECRET)
  for (const form of [SECRET, JSON.stringify(SECRET), escaped, inUrl, base64]) {
    expect(masker.maskText(`before ${form} after`)).toMatch(/^before "?sig_…more"?=* after$/)
  }
  expect(masker.maskText('nothing to hide')).toBe('nothing to hide')
})

test('a secret that contains another, or was decoded as latin1, is masked completely', () => {
  const accented = 'sécrèt-näme-1234'
  const masker = new Masker(['canary', 'canary-and-more', accented])

  expect(masker.maskText('<canary-and-more> <canary>')).toBe('<…more> <…>')
  expect(masker.maskText(Buffer.from(accented).toString('latin1'))).toBe('…1234')
})

test('a long secret is masked except for its last four characters, a short one completely', () => {
  expect(maskSecret('sig_12345678901')).toBe('sig_…')
  expect(maskSecret('sig_123456789012')).toBe('sig_…9012')
})

test('the start of a secret at the end of a truncated text is masked', () => {
  const masker = new Masker([SECRET])

  expect(masker.maskText(`you sent ${SECRET.slice(0, 12)}`)).toBe('you sent …')
  expect(masker.maskText(`you sent ${SECRET.slice(0, 12)} and more`)).toContain('and more')
})

test('a header value that is base64 of text with the secret is masked completely', () => {
  const masker = new Masker([SECRET])
  const basic = `Basic ${Buffer.from(`user:${SECRET}`).toString('base64')}`

  expect(masker.maskHeader(basic)).not.toContain(basic.slice(6, 20))
  expect(masker.maskHeaders({authorization: basic, accept: 'x', 'x-key': 'y'}, ['x-key'])).toEqual({
    authorization: basic,
    'x-key': 'y',
  })
  expect(masker.maskHeader('Basic bm90aGluZzpoZXJl')).toBe('Basic bm90aGluZzpoZXJl')
})

test('the secrets of a webhook include secret options and custom header values', () => {
  const texts = listSecretTexts(
    {
      secret: 'one-secret',
      signingSecret: 'whsec_two',
      previousSigningSecret: {secret: 'whsec_three'},
      delivery: {headers: {authorization: 'Bearer four', 'x-region': 'north'}},
    },
    ['five', undefined],
  )

  expect(texts).toEqual(
    expect.arrayContaining([
      'one-secret',
      'whsec_two',
      'two',
      'whsec_three',
      'five',
      'Bearer four',
      'four',
      'north',
    ]),
  )
})
