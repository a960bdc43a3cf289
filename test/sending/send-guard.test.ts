import {connect} from 'node:net'
import {expect, test} from 'vitest'
import {type Dialling, createGuardedConnector, type Resolve} from '../../src/sending/connector.ts'
import {parseAllowedTarget, createTargetGuard, type TargetPolicy} from '../../src/sending/guard.ts'
import {SEND_LIMITS, Sender} from '../../src/sending/send.ts'
import {Receiver} from '../../src/receiver/receiver.ts'
import {IANA, METADATA, ODD_LITERALS, OTHERS} from '../support/addresses.ts'
import {startRawServer} from '../support/raw-server.ts'

const STRICT: TargetPolicy = {loopback: false, allow: []}
const LOOPBACK: TargetPolicy = {loopback: true, allow: []}
const NEVER = new AbortController().signal
const post = (url: string) => ({url, headers: {'content-type': 'application/json'}, body: '{}'})
const resolvesTo =
  (...addresses: readonly string[]): Resolve =>
  async () =>
    addresses.map((address) => ({address, family: address.includes(':') ? 6 : 4}))
const BLOCKED = {kind: 'failed', reason: 'blocked_address'}

/** Without addresses with a zone, which a URL cannot contain. */
const LITERALS = [...IANA, ...OTHERS, ...METADATA].filter((address) => !address.includes('%'))

test.each([
  ...ODD_LITERALS,
  ...LITERALS.map((address) => `http://${address.includes(':') ? `[${address}]` : address}/`),
])('sending to %s is refused', async (url) => {
  await using sender = new Sender({policy: STRICT})

  expect(await sender.send(post(url), NEVER)).toMatchObject(BLOCKED)
})

test.each([
  ['a private address', ['10.0.0.1']],
  ['a public and a private one', ['93.184.216.34', '10.0.0.1']],
  ['a private IPv6 and a public IPv4 one', ['fd00::1', '93.184.216.34']],
  ['a metadata address, as after a CNAME', ['169.254.169.254']],
  ['a mapped address', ['::ffff:192.168.0.1']],
])('a name with %s is refused', async (_what, addresses) => {
  await using sender = new Sender({policy: LOOPBACK, resolve: resolvesTo(...addresses)})

  expect(await sender.send(post('http://rebound.test/'), NEVER)).toMatchObject(BLOCKED)
})

test('a name that resolved to an allowed address is refused once it does not', async () => {
  await using receiver = await Receiver.start({answer: () => ({headers: {connection: 'close'}})})
  const answers = [['127.0.0.1'], ['10.0.0.1']]
  const resolve: Resolve = (name) => resolvesTo(...(answers.shift() ?? []))(name)
  await using sender = new Sender({policy: LOOPBACK, resolve})
  const url = receiver.url.replace('127.0.0.1', 'rebound.test')

  const first = await sender.send(post(url), NEVER)
  const second = await sender.send(post(url), NEVER)

  expect(first).toMatchObject({kind: 'answered', code: 200})
  expect(second).toMatchObject(BLOCKED)
  expect(receiver.received[0]?.headers['host']).toBe(new URL(url).host)
})

test('if nothing listens on the first address of a name, the next one is tried', async () => {
  await using receiver = await Receiver.start()
  const resolve = resolvesTo('127.0.0.2', '127.0.0.1')
  await using sender = new Sender({policy: LOOPBACK, resolve})
  const url = receiver.url.replace('127.0.0.1', 'two.test')

  expect(await sender.send(post(url), NEVER)).toMatchObject({kind: 'answered', code: 200})
})

test('concurrent attempts to one name share a DNS lookup', async () => {
  let asked = 0
  const resolve: Resolve = async (name) => {
    asked++
    return resolvesTo('10.0.0.1')(name)
  }
  await using sender = new Sender({policy: LOOPBACK, resolve})

  await Promise.all(Array.from({length: 8}, () => sender.send(post('http://a.test/'), NEVER)))

  expect(asked).toBe(1)
})

test('an attempt to an unknown name fails as dns', async () => {
  await using sender = new Sender({policy: LOOPBACK})

  const outcome = await sender.send(post('http://nowhere.invalid/'), NEVER)

  expect(outcome).toMatchObject({kind: 'failed', reason: 'dns'})
})

test('an attempt fails as timeout if DNS does not respond within the time to connect', async () => {
  const resolve: Resolve = () => new Promise(() => {})
  const limits = {...SEND_LIMITS, connectMs: 50}
  await using sender = new Sender({policy: LOOPBACK, resolve, limits})

  const outcome = await sender.send(post('http://silent.test/'), NEVER)

  expect(outcome).toMatchObject({kind: 'failed', reason: 'timeout'})
  expect(outcome.durationMs).toBeLessThan(SEND_LIMITS.connectMs / 2)
})

test('the address of the established connection is checked again', async () => {
  await using server = await startRawServer(() => {})
  const {port} = new URL(server.url)
  const socket = connect(Number(port), '127.0.0.1')
  const dial = (_dialling: Dialling) => socket
  const connector = createGuardedConnector({policy: STRICT, timeoutMs: 1000, dial})

  const error = await new Promise((resolve) => {
    const target = {hostname: '93.184.216.34', protocol: 'http:', port: '80'}
    connector(target, (...outcome) => resolve(outcome[0]))
  })

  expect(error).toMatchObject({code: 'HOOKS_BLOCKED_ADDRESS'})
  expect(socket.destroyed).toBe(true)
})

test('a sender without a guard reaches private addresses too', async () => {
  await using receiver = await Receiver.start()
  await using sender = new Sender({policy: 'any'})

  const outcome = await sender.send(post(receiver.url))

  expect(outcome).toMatchObject({kind: 'answered', code: 200})
  expect(createTargetGuard('any')('10.0.0.1', 80)).toBeUndefined()
})

test.each([301, 302, 307, 308])(
  'a %i redirect to a metadata address is not followed',
  async (status) => {
    const headers = {location: 'http://169.254.169.254/latest/meta-data/'}
    await using receiver = await Receiver.start({answer: () => ({status, headers})})
    await using sender = new Sender({policy: LOOPBACK})

    const outcome = await sender.send(post(receiver.url), NEVER)

    expect(outcome).toMatchObject({kind: 'answered', code: status})
    expect(receiver.received).toHaveLength(1)
  },
)

test('a stricter policy applies at once, even to open connections', async () => {
  await using receiver = await Receiver.start()
  await using sender = new Sender({policy: LOOPBACK})
  await sender.send(post(receiver.url), NEVER)

  const dropped = sender.setPolicy(STRICT)
  const outcome = await sender.send(post(receiver.url), NEVER)
  await dropped

  expect(outcome).toMatchObject(BLOCKED)
  expect(receiver.received).toHaveLength(1)
})

test('a running attempt fails as reset when the policy changes', async () => {
  await using receiver = await Receiver.start({answer: () => 'hang'})
  await using sender = new Sender({policy: LOOPBACK})
  const sending = sender.send(post(receiver.url), NEVER)
  await receiver.waitForFirst(1)

  await sender.setPolicy({loopback: false, allow: [parseAllowedTarget('10.0.0.0/8')]})

  expect(await sending).toMatchObject({kind: 'failed', reason: 'reset'})
})

test('a proxy set in the environment is not used', async () => {
  await using receiver = await Receiver.start()
  await using proxy = await Receiver.start()
  using _ = withEnvironment({
    HTTP_PROXY: proxy.url,
    http_proxy: proxy.url,
    ALL_PROXY: proxy.url,
    NODE_USE_ENV_PROXY: '1',
  })
  await using sender = new Sender({policy: LOOPBACK})

  await sender.send(post(receiver.url), NEVER)

  expect(receiver.received).toHaveLength(1)
  expect(proxy.received).toEqual([])
})

function withEnvironment(variables: Readonly<Record<string, string>>): Disposable {
  const before = {...process.env}
  Object.assign(process.env, variables)
  return {
    [Symbol.dispose]() {
      for (const name of Object.keys(variables)) delete process.env[name]
      Object.assign(process.env, before)
    },
  }
}
