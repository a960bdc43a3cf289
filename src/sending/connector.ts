import {defined} from '../core/defined.ts'
import {lookup} from 'node:dns/promises'
import net, {type Socket} from 'node:net'
import tls from 'node:tls'
import type {buildConnector} from 'undici'
import {listAuthorities} from '../core/net/network.ts'
import {type AddressPolicy, createTargetGuard} from './guard.ts'
import {BoundedCache} from '../core/bounded-cache.ts'

export type ResolvedAddress = {readonly address: string; readonly family: number}
/** Returns all addresses of a host name. */
export type Resolve = (hostname: string) => Promise<readonly ResolvedAddress[]>

export type Dialling = {
  readonly hostname: string
  readonly port: number
  readonly secure: boolean
  /** Addresses that the policy allows; at least one. */
  readonly addresses: readonly ResolvedAddress[]
  /** The previous TLS session, to resume. */
  readonly session: Buffer | undefined
  /** PEM: the certificate authorities to trust; the default ones if omitted. */
  readonly authorities: readonly string[] | undefined
}

export type ConnectorOptions = {
  readonly policy: AddressPolicy
  /** PEM: certificate authorities to trust in addition to the default ones. */
  readonly ca?: string
  /** For DNS, TCP and TLS together; milliseconds. */
  readonly timeoutMs: number
  /** The system's resolver if omitted. */
  readonly resolve?: Resolve
  /** Opens a socket to one of the addresses; uses TCP and TLS if omitted. */
  dial?(dialling: Dialling): Socket
}

/** How long to wait for an address to answer before the next one is tried; milliseconds. */
const NEXT_ADDRESS_MS = 1000
const KEEP_ALIVE_MS = 60_000
const MAX_SESSIONS = 100

/** The policy does not allow the address. */
class BlockedAddressError extends Error {
  override readonly name = 'BlockedAddressError'
  readonly code = 'HOOKS_BLOCKED_ADDRESS'
}

class ConnectTimeoutError extends Error {
  override readonly name = 'ConnectTimeoutError'
  readonly code = 'ETIMEDOUT'
}

/**
 * Creates a connector for undici that connects only to addresses that the policy allows. A host
 * name is refused if any of its addresses is. Exactly the checked addresses are dialled, and the
 * one that was reached is checked again. It uses no proxy, always verifies certificates and
 * requires TLS 1.2 or later.
 */
export function createGuardedConnector(options: ConnectorOptions): buildConnector.connector {
  const {policy, ca, timeoutMs, resolve = resolveAll, dial = dialAny} = options
  const problemOf = createTargetGuard(policy)
  const authorities = listAuthorities(ca)
  const addressesOf = shareLookups(resolve)
  const sessions = new BoundedCache<string, Buffer>(MAX_SESSIONS)

  const open = async (hostname: string, port: number, secure: boolean, limit: AbortSignal) => {
    const addresses = await rejectOnAbort(addressesOf(hostname), limit)
    refuseBlocked(addresses.map(({address}) => problemOf(address, port)).find(Boolean))
    const key = `${hostname}:${port}`
    const session = sessions.get(key)
    const socket = dial({hostname, port, secure, addresses, session, authorities})
    socket.setNoDelay(true).setKeepAlive(true, KEEP_ALIVE_MS)
    if (secure) socket.on('session', (made: Buffer) => sessions.set(key, made))
    await waitForOpen(socket, secure ? 'secureConnect' : 'connect', limit)
    try {
      refuseBlocked(problemOf(socket.remoteAddress ?? '', port))
    } catch (error) {
      socket.destroy()
      throw error
    }
    return socket
  }

  return ({hostname, port, protocol}, callback) => {
    const limit = new AbortController()
    const timer = setTimeout(() => limit.abort(createTimeoutError(hostname, timeoutMs)), timeoutMs)
    const secure = protocol === 'https:'
    void open(hostname, Number(port) || (secure ? 443 : 80), secure, limit.signal)
      .finally(() => clearTimeout(timer))
      .then(
        (socket) => callback(null, socket),
        (error: Error) => callback(error, null),
      )
  }
}

function createTimeoutError(hostname: string, timeoutMs: number): Error {
  return new ConnectTimeoutError(`no connection to ${hostname} within ${timeoutMs} ms`)
}

function refuseBlocked(problem: string | undefined): void {
  if (problem !== undefined) throw new BlockedAddressError(problem)
}

function resolveAll(hostname: string): Promise<readonly ResolvedAddress[]> {
  return lookup(hostname, {all: true})
}

/**
 * Shares the lookup of a name between all callers that ask for it at the same time: the system's
 * resolver has few threads, and a name whose DNS servers do not answer must not block them all.
 */
function shareLookups(resolve: Resolve): Resolve {
  const underWay = new Map<string, ReturnType<Resolve>>()
  return (hostname) => {
    const family = net.isIP(hostname)
    if (family !== 0) return Promise.resolve([{address: hostname, family}])
    const known = underWay.get(hostname)
    if (known !== undefined) return known
    const pendingLookup = resolve(hostname).finally(() => underWay.delete(hostname))
    underWay.set(hostname, pendingLookup)
    return pendingLookup
  }
}

/** Tries the addresses in turn, moving on if one does not answer in time. */
function dialAny(dialling: Dialling): Socket {
  const {hostname, port, secure, addresses, session, authorities} = dialling
  const options: net.TcpSocketConnectOpts = {
    host: hostname,
    port,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_MS,
    lookup: (_hostname, _options, callback) => callback(null, [...addresses]),
  }
  if (!secure) return net.connect(options)
  return tls.connect({
    ...options,
    // No server name for a literal address; a name is sent without a trailing dot.
    servername: net.isIP(hostname) === 0 ? hostname.replace(/\.$/, '') : '',
    ALPNProtocols: ['http/1.1'],
    minVersion: 'TLSv1.2',
    // Explicit, so that no environment variable can turn it off.
    rejectUnauthorized: true,
    ...defined({session, ca: authorities && [...authorities]}),
  })
}

function waitForOpen(socket: Socket, event: string, limit: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => socket.destroy(limit.reason)
    limit.addEventListener('abort', stop)
    socket.once(event, () => {
      limit.removeEventListener('abort', stop)
      resolve()
    })
    // Stays registered: undici adds its own listener later, and errors before that need one too.
    socket.on('error', reject)
  })
}

function rejectOnAbort<T>(work: Promise<T>, limit: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    limit.addEventListener('abort', () => reject(limit.reason))
    work.then(resolve, reject)
  })
}
