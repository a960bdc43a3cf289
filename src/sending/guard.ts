import {defined} from '../core/defined.ts'
import {isIP} from 'node:net'
import ipaddr from 'ipaddr.js'
import {HooksError} from '../core/errors.ts'
import {isLoopbackName} from '../core/net/loopback.ts'
import {
  type AddressBlock,
  GLOBAL_UNICAST_IPV6,
  LOOPBACK,
  NEVER_ALLOWED,
  OTHER_SPECIAL,
  SPECIAL_IPV4,
  SPECIAL_IPV6,
} from './special-addresses.ts'

type Address = ipaddr.IPv4 | ipaddr.IPv6
type Block = {readonly range: [Address, number]; readonly name: string}

/** A private network that deliveries may be sent to. */
export type AllowedTarget = {
  readonly cidr: string
  /** Any port if omitted. */
  readonly port?: number
}

/** Where deliveries may be sent in addition to public addresses. */
export type TargetPolicy = {
  /** Allows this machine: for servers that can be reached only from this machine. */
  readonly loopback: boolean
  readonly allow: readonly AllowedTarget[]
}

/** Which addresses are allowed. `any` is for requests a person sends from their own machine. */
export type AddressPolicy = TargetPolicy | 'any'

/** Why an address may not be used, as in "10.0.0.1 is not a public address (private use)". */
export type TargetGuard = (address: string, port: number) => string | undefined

const HINT = 'use a network such as 10.0.0.0/8, or with a port 10.0.0.0/8:443 or [fd00::/8]:443'

/**
 * Reads the value of `--allow-target`: an address or a network, and possibly a port.
 *
 * @throws HooksError usage
 */
export function parseAllowedTarget(text: string): AllowedTarget {
  const withPort = isIP(text) === 0 ? /^(.+):(\d+)$/.exec(text) : null
  const [, network = text, portText] = withPort ?? []
  const [address = '', bits, ...rest] = network.replace(/^\[(.*)\]$/, '$1').split('/')
  const family = isIP(address)
  const length = bits === undefined ? countAddressBits(family) : parsePrefixLength(bits)
  const port = portText === undefined ? undefined : Number(portText)
  const isWrong = family === 0 || address.includes('%') || rest.length > 0
  const isPortWrong = port !== undefined && (port < 1 || port > 65_535)
  if (isWrong || isPortWrong || length > countAddressBits(family)) {
    throw new HooksError('usage', `${JSON.stringify(text)} is not a valid network`, {hint: HINT})
  }
  const cidr = `${address}/${length}`
  refuseNeverAllowed(cidr)
  return {cidr, ...defined({port})}
}

/** Compiles the address tables: call it once for each policy. */
export function createTargetGuard(policy: AddressPolicy): TargetGuard {
  if (policy === 'any') return () => undefined
  const {loopback, allow} = policy
  const never = NEVER_ALLOWED.map(toBlock)
  const special = [...SPECIAL_IPV4, ...SPECIAL_IPV6, ...OTHER_SPECIAL].map(toBlock)
  const rules = allow.map(({cidr, port}) => ({range: unmapRange(cidr), port}))
  const findSpecialName = (address: Address) =>
    findMostSpecific(special, address)?.name ??
    (isPublic(address) ? undefined : 'not globally routed')

  const findAddressProblem = (address: Address, port: number): string | undefined => {
    const inside = findEmbeddedIpv4(address)
    const forbidden = [address, ...inside]
      .map((form) => findMostSpecific(never, form))
      .find(Boolean)
    if (forbidden !== undefined) return `is never allowed (${forbidden.name})`
    const name = findSpecialName(address)
    if (loopback && name === LOOPBACK) return undefined
    const isAllowed =
      name === undefined ||
      rules.some((rule) => (rule.port ?? port) === port && contains(rule.range, address))
    if (!isAllowed) return `is not a public address (${name})`
    return inside.map((form) => findAddressProblem(form, port)).find(Boolean)
  }
  return (text, port) => {
    if (isIP(text) === 0) return `${text} is not an IP address`
    const problem = findAddressProblem(ipaddr.process(text), port)
    return problem === undefined ? undefined : `${text} ${problem}`
  }
}

/**
 * Why a URL may not be used, checked without DNS: only for literal addresses and `localhost`. Other
 * names are checked when a connection is made. Undefined if the URL is allowed or not an http URL.
 */
export function findTargetProblem(url: string, policy: TargetPolicy): string | undefined {
  const text = url.includes('://') ? url : `http://${url}`
  if (!URL.canParse(text)) return undefined
  const {hostname, port, protocol} = new URL(text)
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  const isAddress = isIP(host) !== 0
  const isLocal = !isAddress && isLoopbackName(host.replace(/\.$/, ''))
  if (!isLocal && !isAddress) return undefined
  const defaultPort = protocol === 'https:' ? 443 : 80
  const problem = createTargetGuard(policy)(
    isLocal ? '127.0.0.1' : host,
    Number(port) || defaultPort,
  )
  return problem === undefined ? undefined : `points to an address that is not allowed: ${problem}`
}

/** Rejects networks that no rule can allow. @throws HooksError usage */
function refuseNeverAllowed(cidr: string): void {
  const [address, bits] = unmapRange(cidr)
  const forbidden = NEVER_ALLOWED.map(toBlock).find(
    ({range}) => bits >= range[1] && contains(range, address),
  )
  if (forbidden === undefined) return
  throw new HooksError('usage', `${cidr} can never be allowed (${forbidden.name})`)
}

function countAddressBits(family: number): number {
  return family === 4 ? 32 : 128
}

function parsePrefixLength(text: string): number {
  return /^\d{1,3}$/.test(text) ? Number(text) : Number.POSITIVE_INFINITY
}

function toBlock([cidr, name]: AddressBlock): Block {
  return {range: ipaddr.parseCIDR(cidr), name}
}

/** `::ffff:10.0.0.0/104` is `10.0.0.0/8`. */
function unmapRange(cidr: string): [Address, number] {
  const [address, bits] = ipaddr.parseCIDR(cidr)
  const isMapped = address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() && bits >= 96
  return isMapped ? [address.toIPv4Address(), bits - 96] : [address, bits]
}

function contains(range: [Address, number], address: Address): boolean {
  return range[0].kind() === address.kind() && address.match(range)
}

function findMostSpecific(blocks: readonly Block[], address: Address): Block | undefined {
  return blocks
    .filter(({range}) => contains(range, address))
    .toSorted((a, b) => b.range[1] - a.range[1])[0]
}

function isPublic(address: Address): boolean {
  return address.kind() === 'ipv4' || contains(ipaddr.parseCIDR(GLOBAL_UNICAST_IPV6), address)
}

/** The IPv4 addresses to which a packet for this IPv6 address may be delivered. */
function findEmbeddedIpv4(address: Address): Address[] {
  if (!(address instanceof ipaddr.IPv6)) return []
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = address.parts
  const last = toIpv4(g, h)
  const isLow = a + b + c + d + e + f === 0 && (g > 0 || h > 1)
  const isNat64 = a === 0x64 && b === 0xff9b && c + d + e + f === 0
  const isTranslated = a + b + c + d + f === 0 && e === 0xffff
  const isIsatap = (e === 0 || e === 0x200) && f === 0x5efe
  return [
    // RFC 4291 2.5.5.1, RFC 6052, RFC 2765, RFC 5214.
    ...(isLow || isNat64 || isTranslated || isIsatap ? [last] : []),
    // 6to4: RFC 3056.
    ...(a === 0x2002 ? [toIpv4(b, c)] : []),
    // Teredo: the server, and the client with every bit inverted. RFC 4380.
    ...(a === 0x2001 && b === 0 ? [toIpv4(c, d), toIpv4(g ^ 0xffff, h ^ 0xffff)] : []),
  ]
}

function toIpv4(high: number, low: number): ipaddr.IPv4 {
  return new ipaddr.IPv4([high >> 8, high & 0xff, low >> 8, low & 0xff])
}
