import {writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {hooks, missingPath, temporaryFolder} from '../support/run.ts'

const EVENT = 'video.source.recorded'
const AT = 'https://example.com/in'
const ENTRY = `  - url: ${AT}\n    events: [${EVENT}]\n`

test.each([
  ['webhooks: [', /hooks\.yaml:1:\d+: /, /^/],
  ['- url: x\n', /hooks\.yaml:1:1: this is not a declarative configuration/, /hooks export/],
  [`webhooks:\n${ENTRY}    evnets: [a]\n`, /:4:5: unknown key "evnets"/, /did you mean events\?/],
  [
    `webhooks: []\n${'abcdefghi'
      .split('')
      .map((key) => `${key}: 1\n`)
      .join('')}`,
    /:2:1: unknown key "a"/,
    /^/,
  ],
  [`webhook:\n${ENTRY}`, /:1:1: unknown key "webhook"/, /did you mean webhooks\?/],
  ['webhooks:\n  - events: [a]\n', /:2:5: url is missing/, /^/],
  [`webhooks:\n${ENTRY}    state: on\n`, /:4:12: state is not one of enabled/, /^/],
  [`webhooks:\n${ENTRY}    protect: 1\n`, /:4:14: protect is not of type boolean/, /^/],
  [`webhooks:\n${ENTRY}    delivery: {fofi: true}\n`, /:4:16: unknown key "fofi"/, /fifo/],
  [`webhooks:\n${ENTRY}    secret: s3cr3t\n`, /:4:13: secret is not a reference/, /env:NAME/],
  [
    `webhooks:\n${ENTRY}    secret: env:NO_SUCH\n`,
    /:4:13: cannot resolve reference env:NO_SUCH/,
    /./,
  ],
  [
    `webhooks:\n${ENTRY}    profile: apivideo-sandbx\n`,
    /:4:14: unknown profile/,
    /apivideo-sandbox/,
  ],
  [`webhooks:\n${ENTRY}    provider: apivideos\n`, /:4:15: unknown provider/, /apivideo/],
  [`webhooks:\n${ENTRY}    kind: players\n`, /:4:11: api\.video has no webhooks of kind/, /./],
  [`webhooks:\n${ENTRY}    options: {a: 1}\n`, /:4:18: api\.video has no option "a"/, /./],
  [
    `webhooks:\n${ENTRY}    delivery: {retries: x}\n`,
    /:4:15: retries "x" is not a retry schedule/,
    /./,
  ],
  [
    `webhooks:\n  - {url: ${AT}, events: [video.source.recordd]}\n`,
    /:2:44: unknown event|:2:\d+: unknown event/,
    /did you mean video\.source\.recorded\?/,
  ],
  ['webhooks:\n  - {url: ftp://x, provider: mda}\n', /:2:11: url "ftp:\/\/x"/, /^/],
  [`webhooks:\n${ENTRY}    id: a\n${ENTRY}    id: a\n`, /:7:9: two webhooks have the id a/, /^/],
  [`webhooks:\n${ENTRY}${ENTRY}`, /:4:5: two entries describe the same webhook/, /./],
  [
    `webhooks:\n  - {url: ${AT}, provider: mda}\n  - {url: ${AT}/b, provider: mda}\n`,
    /:3:5: Mobile Data Anywhere allows one webhook per scope/,
    /^/,
  ],
  [`webhooks:\n  - {url: ${AT}, provider: mda, scope: x}\n`, /:2:\d+: project "x" is not/, /./],
  [
    `webhooks:\n${ENTRY}    profile: apivideo\n    state: paused\n`,
    /:5:12: api\.video cannot pause/,
    /use disabled/,
  ],
  [
    `webhooks:\n  - {url: ${AT}, events: [view], secret: "cmd:printf 's3cr3t\\\\nb'"}\n`,
    /:2:\d+: the secret contains a control character/,
    /^/,
  ],
  [
    'webhooks:\n  - &a {url: x, provider: mda, scope: "1"}\n  - {<<: *a}\n',
    /:3:6: unknown key "<<"/,
    /^/,
  ],
  [
    `webhooks:\n  - url: ${AT}\n    provider: mda\n    options: {httpAuthorizationValue: abc}\n`,
    /:4:39: option httpAuthorizationValue is secret/,
    /env:NAME/,
  ],
])('%j exits 2 and reports the position', async (text, message, hint) => {
  await using folder = await temporaryFolder()
  const file = path.join(folder.path, 'hooks.yaml')
  await writeFile(file, text)

  const {exitStatus, stdout, stderr} = await hooks(['plan', file, '--json'])

  const {error} = JSON.parse(stderr)
  expect(exitStatus).toBe(2)
  expect(stdout).toBe('')
  expect(error.message).toMatch(message)
  expect(error.hint ?? '').toMatch(hint)
  expect(stderr).not.toContain('s3cr3t')
})

test('a missing file is reported', async () => {
  await using missing = await missingPath()

  const {exitStatus, stderr} = await hooks(['plan', missing.path])

  expect(exitStatus).toBe(2)
  expect(stderr).toContain(`cannot read ${missing.path}`)
  expect(stderr).toContain(`hooks export --file ${missing.path}`)
})

test('the file can come from standard input', async () => {
  const {exitStatus, stderr} = await hooks(['plan', '-'], {}, {stdin: 'webhooks: 3\n'})

  expect(exitStatus).toBe(2)
  expect(stderr).toContain('standard input:1:11: webhooks is not of type array')
})
