import {createHmac} from 'node:crypto'
import * as fc from 'fast-check'
import {Webhook as StandardWebhook} from 'standardwebhooks'
import {Webhook as SvixWebhook} from 'svix'
import {expect, test} from 'vitest'
import {createSigningSecret} from '../../src/core/ids.ts'
import {createEd25519Secret, findPublicKey} from '../../src/core/signing/keys.ts'
import {Receiver} from '../../src/receiver/receiver.ts'
import {
  createStandardHeaders,
  findStandardProblem,
} from '../../src/core/signing/standard-webhooks.ts'

/** Source: svix/svix-webhooks server/svix-server/src/worker.rs, tests of both schemes, read 2026-11-21. */
const VECTOR = {
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestamp: 1_614_265_330,
  body: '{"test": 2432232314}',
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  v1: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  privateKey:
    'whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==',
  publicKey: 'whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=',
  v1a: 'v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==',
}
const NOW = VECTOR.timestamp * 1000

type Signed = {headers: Record<string, string>; body: Buffer}

function sign(secrets: readonly string[], body: string | Buffer = VECTOR.body): Signed {
  const {id, timestamp} = VECTOR
  return {headers: createStandardHeaders({id, timestamp, body, secrets}), body: Buffer.from(body)}
}

function findProblem({headers, body}: Signed, secrets: readonly string[], now = NOW) {
  return findStandardProblem({headers, body, secrets, now})
}

test('the published test vectors of both schemes are reproduced', () => {
  const {secret, privateKey, publicKey, v1, v1a} = VECTOR

  const delivery = sign([secret, privateKey])

  expect(delivery.headers['webhook-signature']).toBe(`${v1} ${v1a}`)
  expect(findPublicKey(privateKey)).toBe(publicKey)
  expect(findProblem(delivery, [secret])).toBeUndefined()
  expect(findProblem(delivery, [publicKey])).toBeUndefined()
})

test('standardwebhooks and svix verify signatures of hooks, and vice versa', () => {
  const secret = createSigningSecret()
  const now = Date.now()
  const timestamp = Math.floor(now / 1000)
  const headers = createStandardHeaders({
    id: 'evt_1',
    timestamp,
    body: VECTOR.body,
    secrets: [secret],
  })

  for (const theirs of [new StandardWebhook(secret), new SvixWebhook(secret)]) {
    expect(() => theirs.verify(VECTOR.body, headers)).not.toThrow()
    const signature = theirs.sign('evt_1', new Date(now), VECTOR.body)
    const theirHeaders = {...headers, 'webhook-signature': signature}
    const body = Buffer.from(VECTOR.body)
    expect(
      findStandardProblem({headers: theirHeaders, body, secrets: [secret], now}),
    ).toBeUndefined()
  }
})

for (const [scheme, secret] of [
  ['v1', createSigningSecret()],
  ['v1a', createEd25519Secret()],
] as const) {
  const verifying = findPublicKey(secret) ?? secret

  test(`${scheme}: arbitrary bytes are signed and verified unchanged`, () => {
    const odd = [[], [0xff], [0xfe], [0xef, 0xbb, 0xbf], [0, 0, 0]].map((bytes) =>
      Buffer.from(bytes),
    )
    for (const body of odd) {
      const delivery = sign([secret], body)
      expect(findProblem(delivery, [verifying])).toBeUndefined()
      const others = odd.filter((other) => other !== body)
      for (const other of others)
        expect(findProblem({...delivery, body: other}, [verifying])).toBeDefined()
    }
    const property = fc.property(fc.uint8Array({maxLength: 300}), (bytes) => {
      const body = Buffer.from(bytes)
      expect(findProblem(sign([secret], body), [verifying])).toBeUndefined()
    })
    fc.assert(property, {numRuns: 50})
  })

  test(`${scheme}: a delivery with a single bit flipped is rejected`, () => {
    const good = sign([secret])
    const places = ['webhook-id', 'webhook-timestamp', 'webhook-signature', 'body'] as const
    const property = fc.property(
      fc.constantFrom(...places),
      fc.nat(),
      fc.nat(7),
      (place, at, bit) => {
        const text = place === 'body' ? good.body : Buffer.from(good.headers[place] ?? '')
        const flipped = Buffer.from(text)
        const index = at % flipped.length
        flipped[index] = (flipped[index] ?? 0) ^ (1 << bit)
        const bad =
          place === 'body'
            ? {...good, body: flipped}
            : {...good, headers: {...good.headers, [place]: flipped.toString('latin1')}}

        expect(findProblem(bad, [verifying])).toBeDefined()
      },
    )
    fc.assert(property, {numRuns: 200})
  })

  test(`${scheme}: another key is rejected, and any of up to 10 entries may match`, () => {
    const {headers, body} = sign([secret])
    const [good = ''] = [headers['webhook-signature']]
    const other = sign([scheme === 'v1' ? createSigningSecret() : createEd25519Secret()])
    const listed = (list: string) => ({headers: {...headers, 'webhook-signature': list}, body})

    expect(findProblem(other, [verifying])).toMatch(/^no signature matches this body/)
    expect(
      findProblem(listed(`${other.headers['webhook-signature']} ${good}`), [verifying]),
    ).toBeUndefined()
    expect(findProblem(listed(`v9,abcd ${good}`), [verifying])).toBeUndefined()
    expect(findProblem(listed(good.slice(0, -1)), [verifying])).toMatch(
      /contains no v1a? signature$/,
    )
    expect(findProblem(listed(`${good} `.repeat(11).trim()), [verifying])).toMatch(/more than 10/)
  })
}

test('after a rotation, both secrets verify, also across schemes', () => {
  const [old, fresh, pair] = [createSigningSecret(), createSigningSecret(), createEd25519Secret()]
  const publicKey = findPublicKey(pair) ?? ''

  expect(findProblem(sign([fresh, old]), [old])).toBeUndefined()
  expect(findProblem(sign([fresh, old]), [fresh])).toBeUndefined()
  expect(findProblem(sign([pair, old]), [old])).toBeUndefined()
  expect(findProblem(sign([pair, old]), [publicKey])).toBeUndefined()
  expect(findProblem(sign([fresh]), [old, fresh])).toBeUndefined()
  expect(findProblem(sign([fresh]), [old])).toBeDefined()
})

test('a public key is never used as a shared secret', () => {
  const {publicKey, secret} = VECTOR
  const key = Buffer.from(publicKey.slice(5), 'base64')
  const {headers, body} = sign([secret])
  const content = `${VECTOR.id}.${VECTOR.timestamp}.${VECTOR.body}`
  const forged = `v1,${createHmac('sha256', key).update(content).digest('base64')}`
  const delivery = {headers: {...headers, 'webhook-signature': forged}, body}

  expect(findProblem(delivery, [publicKey])).toBe(
    'header webhook-signature contains no v1a signature',
  )
  expect(() => sign([publicKey])).toThrow('can verify but not sign')
})

test.each([[-300_000], [300_000]])(
  'a clock that is %i ms off is accepted, one second more is not',
  (offset) => {
    const delivery = sign([VECTOR.secret])

    expect(findProblem(delivery, [VECTOR.secret], NOW + offset)).toBeUndefined()
    expect(findProblem(delivery, [VECTOR.secret], NOW + offset + Math.sign(offset) * 1000)).toMatch(
      /^header webhook-timestamp is 301 s in the (past|future)/,
    )
  },
)

const HOSTILE: [string, Record<string, string>][] = [
  ...['123abc', '1e9', '-1614265330', '16142653301614265330', '', ' 1614265330', '1, 2', '0x1'].map(
    (text): [string, Record<string, string>] => [`time ${text}`, {'webhook-timestamp': text}],
  ),
  ['two ids', {'webhook-id': 'msg_1, msg_2'}],
  ['an id with a full stop', {'webhook-id': 'msg.1'}],
  ['no id', {'webhook-id': ''}],
  ['a long id', {'webhook-id': 'x'.repeat(257)}],
  ['no signature', {'webhook-signature': ''}],
  ['100,000 signatures', {'webhook-signature': `${VECTOR.v1} `.repeat(100_000)}],
]

test('a signature that is too short is rejected', () => {
  const {headers, body} = sign([VECTOR.secret])
  const short = {headers: {...headers, 'webhook-signature': 'v1,aGk='}, body}

  expect(findProblem(short, [VECTOR.secret])).toMatch(/^no signature matches/)
})

test.each(HOSTILE)('%s is rejected quickly', (_, changes) => {
  const {headers, body} = sign([VECTOR.secret])
  const delivery = {headers: {...headers, ...changes}, body}
  findProblem(delivery, [VECTOR.secret])

  // Takes the fastest of several runs, because other work can only slow one down.
  const times = Array.from({length: 5}, () => {
    const startedAt = performance.now()
    expect(findProblem(delivery, [VECTOR.secret])).toMatch(/^header webhook-/)
    return performance.now() - startedAt
  })
  expect(Math.min(...times)).toBeLessThan(5)
})

test('a body of the maximum size is received and verified, and a longer one rejected', async () => {
  const cap = Buffer.alloc(1024 * 1024, Buffer.from([0xef, 0xbb, 0xbf, 0, 0xff, 0xfe, 0xc3]))
  await using receiver = await Receiver.start()
  const {headers} = sign([VECTOR.secret], cap)
  const post = (body: Uint8Array<ArrayBuffer>) =>
    fetch(receiver.url, {method: 'POST', headers, body})

  const taken = await post(new Uint8Array(cap))
  const refused = await post(new Uint8Array(cap.length + 1))

  expect([taken.status, refused.status]).toEqual([200, 413])
  const body = receiver.received[0]?.body ?? Buffer.alloc(0)
  expect(body.equals(cap)).toBe(true)
  expect(findProblem({headers, body}, [VECTOR.secret])).toBeUndefined()
  const text = Buffer.from(body.toString())
  expect(findProblem({headers, body: text}, [VECTOR.secret])).toBeDefined()
})

test('a missing header is named', () => {
  const {headers, body} = sign([VECTOR.secret])
  for (const name of Object.keys(headers)) {
    const {[name]: _, ...rest} = headers
    expect(findProblem({headers: rest, body}, [VECTOR.secret])).toBe(`header ${name} is missing`)
  }
})
