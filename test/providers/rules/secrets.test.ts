import {expect, test} from 'vitest'
import {apivideo} from '../../../src/providers/apivideo/index.ts'
import {mda} from '../../../src/providers/mda/index.ts'
import {checkSecret, checkSecretChange} from '../../../src/providers/rules/secrets.ts'
import {standard} from '../../../src/providers/standard/index.ts'
import {vidyard} from '../../../src/providers/vidyard/index.ts'

test.each([
  [vidyard, 'sesame'],
  [vidyard, undefined],
  [apivideo, 'a\nb'],
])('$name accepts the secret %j', (provider, secret) => {
  expect(() => checkSecret(provider, secret)).not.toThrow()
})

test.each(['s3cr3t\nb', ' s3cr3t'])(
  'Vidyard rejects the secret %j without repeating it',
  (secret) => {
    expect(() => checkSecret(vidyard, secret)).toThrow(
      expect.objectContaining({
        code: 'usage',
        message: expect.stringMatching(/^the secret (?!.*s3cr3t)/),
        hint: 'choose another one, or leave the secret out',
      }),
    )
  },
)

test.each([
  [standard, 'usage', 'a signing secret cannot be replaced by a given one', 'rotate it'],
  [mda, 'unsupported', 'Mobile Data Anywhere has no secret of its own', 'hooks secret rotate'],
])('a secret of $name cannot be replaced by a given one', (provider, code, message, hint) => {
  expect(() => checkSecretChange(provider)).toThrow(
    expect.objectContaining({code, message, hint: expect.stringContaining(hint)}),
  )
})

test('a secret that the user may choose can be replaced', () => {
  expect(() => checkSecretChange(vidyard)).not.toThrow()
})
