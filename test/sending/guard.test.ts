import {expect, test} from 'vitest'
import {
  parseAllowedTarget,
  createTargetGuard,
  findTargetProblem,
  type TargetPolicy,
} from '../../src/sending/guard.ts'
import {IANA, list, METADATA, ODD_LITERALS, OTHERS} from '../support/addresses.ts'

const STRICT: TargetPolicy = {loopback: false, allow: []}
const LOOPBACK: TargetPolicy = {loopback: true, allow: []}
const allowing = (...texts: readonly string[]): TargetPolicy => ({
  loopback: false,
  allow: texts.map(parseAllowedTarget),
})

const PUBLIC = list(`
  8.8.8.8 1.0.0.0 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255
  128.0.0.0 172.15.255.255 172.32.0.0 192.0.1.0 192.0.3.0 192.167.255.255 192.169.0.0
  198.17.255.255 198.20.0.0 223.255.255.255 2606:4700:4700::1111 2001:200::1
  2001:4860:4860::8888 2003::1 2a00:1450::1 ::ffff:8.8.8.8 3ffe::1 2620:4f:8001::1
`)

test.each([...IANA, ...OTHERS, ...METADATA])('%s is refused', (address) => {
  expect(createTargetGuard(STRICT)(address, 443)).toContain(address)
})

test.each(PUBLIC)('%s is public', (address) => {
  expect(createTargetGuard(STRICT)(address, 443)).toBeUndefined()
})

test('text that is not an address is refused', () => {
  expect(createTargetGuard(LOOPBACK)('', 80)).toContain('not an IP address')
})

test('a server on loopback may send to this machine, but to no other private address', () => {
  const problemOf = createTargetGuard(LOOPBACK)
  const allowed = [...IANA, ...OTHERS, ...METADATA].filter(
    (address) => problemOf(address, 3000) === undefined,
  )

  expect(allowed).toEqual(['127.0.0.1', '127.255.255.255', '::1', '::ffff:7f00:1'])
})

test('an allowed network with a port is allowed only on that port', () => {
  const problemOf = createTargetGuard(allowing('10.0.0.0/8:443', '[fd00::/8]:8443', '192.168.1.5'))

  expect(problemOf('10.1.2.3', 443)).toBeUndefined()
  expect(problemOf('::ffff:10.1.2.3', 443)).toBeUndefined()
  expect(problemOf('10.1.2.3', 80)).toBe('10.1.2.3 is not a public address (private use)')
  expect(problemOf('11.1.2.3', 80)).toBeUndefined()
  expect(problemOf('fd12::1', 8443)).toBeUndefined()
  expect(problemOf('fd12::1', 443)).toBe('fd12::1 is not a public address (unique local)')
  expect(problemOf('192.168.1.5', 1234)).toBeUndefined()
  expect(problemOf('192.168.1.6', 1234)).toBe('192.168.1.6 is not a public address (private use)')
})

test('no rule allows the metadata addresses of clouds, in whatever notation', () => {
  const problemOf = createTargetGuard(allowing('0.0.0.0/0', '::/0'))

  for (const address of METADATA) expect(problemOf(address, 80)).toContain('is never allowed')
})

test('an address that embeds another is allowed only if the other is', () => {
  const translated = '64:ff9b::a00:1'

  expect(createTargetGuard(allowing('64:ff9b::/96'))('64:ff9b::808:808', 80)).toBeUndefined()
  expect(createTargetGuard(allowing('64:ff9b::/96'))(translated, 80)).toContain('private use')
  expect(createTargetGuard(allowing('64:ff9b::/96', '10.0.0.0/8'))(translated, 80)).toBeUndefined()
})

test.each([
  ['10.0.0.0/8', {cidr: '10.0.0.0/8'}],
  ['10.0.0.0/8:443', {cidr: '10.0.0.0/8', port: 443}],
  ['10.1.2.3', {cidr: '10.1.2.3/32'}],
  ['10.1.2.3:65535', {cidr: '10.1.2.3/32', port: 65_535}],
  ['fd00::/8', {cidr: 'fd00::/8'}],
  ['fd00::/8:443', {cidr: 'fd00::/8', port: 443}],
  ['[fd00::/8]:443', {cidr: 'fd00::/8', port: 443}],
  ['fd00::1', {cidr: 'fd00::1/128'}],
  ['[fd00::1]:443', {cidr: 'fd00::1/128', port: 443}],
])('%s names a network', (text, target) => {
  expect(parseAllowedTarget(text)).toEqual(target)
})

test.each([
  '',
  ...list(`
  example.com 10.0.0.0/33 10.0.0.0/-1 10.0.0.0/8/8 10.0.0/8 0x0a.1 10.0.0.0/8:0
  10.0.0.0/8:65536 10.0.0.0/8:http fd00::/129 [fd00::1 :443 fe80::1%eth0 10.0.0.0/ *
  169.254.169.254 169.254.169.254:80 fd00:ec2::254 ::ffff:169.254.169.254 64:ff9b:1::/96
`),
])('%j is not a valid network', (text) => {
  expect(() => parseAllowedTarget(text)).toThrow(expect.objectContaining({code: 'usage'}))
})

test.each([
  ...ODD_LITERALS,
  ...list(`
  http://[::ffff:127.0.0.1]/ https://localhost/ http://LOCALHOST.:3000/ localhost:3000
  http://a.localhost/ http://169.254.169.254/latest http://[fd00:ec2::254]/ 10.0.0.1/in
`),
])('%s points to an address that is not allowed', (url) => {
  expect(findTargetProblem(url, STRICT)).toContain('not allowed')
})

test('a URL with a name, a public address or an allowed port passes the check before DNS', () => {
  const policy = allowing('10.0.0.0/8:8443')

  for (const url of [
    'https://example.com/in',
    'http://8.8.8.8/',
    'https://10.0.0.1:8443/',
    'nonsense:',
  ]) {
    expect(findTargetProblem(url, policy)).toBeUndefined()
  }
  expect(findTargetProblem('https://10.0.0.1/', policy)).toContain(
    '10.0.0.1 is not a public address (private use)',
  )
  expect(findTargetProblem('http://[::1]/', allowing('::1'))).toBeUndefined()
  expect(findTargetProblem('http://127.0.0.1/', allowing('::1'))).toContain(
    '127.0.0.1 is not a public address (loopback)',
  )
})
