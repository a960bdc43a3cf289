import {defined} from '../core/defined.ts'
import {lookup} from 'node:dns/promises'
import net, {type Socket} from 'node:net'
import tls from 'node:tls'
import type {buildConnector} from 'undici'
import {trustedAuthorities} from '../core/net/network.ts'
import {type AddressPolicy, targetGuard} from './guard.ts'
import {BoundedCache} from '../core/bounded-cache.ts'

export type ResolvedAddress = {readonly address: string; readonly family: number}
/** All addresses of a name. */
export type Resolve = (hostname: string) => Promise<readonly ResolvedAddress[]>

export type Dialling = {
  readonly hostname: string
  readonly port: number
  readonly secure: boolean
  /** Already checked; at least one. */
  readonly addresses: readonly ResolvedAddress[]
  /** Of the TLS session before, to resume. */
  readonly session: Buffer | undefined
  /** PEM: the authorities to trust; the usual ones when left out. */
  readonly authorities: readonly string[] | undefined
}

export type ConnectorOptions = {
  readonly policy: AddressPolicy
  /** PEM: authorities to trust besides the usual ones. */
  readonly ca?: string
  /** For DNS, TCP and TLS together; milliseconds. */
  readonly timeoutMs: number
  /** The system's own resolver when left out. */
  readonly resolve?: Resolve
  /** Opens a socket to one of the addresses; TCP and TLS when left out. */
  dial?(dialling: Dialling): Socket
}

/** What a name that answers slowly may take before the next of its addresses is tried too. */
const NEXT_ADDRESS_MS = 1000
const KEEP_ALIVE_MS = 60_000
const MAX_SESSIONS = 100

/** An address that the policy denies. */
class BlockedAddressError extends Error {
  override readonly name = 'BlockedAddressError'
  readonly code = 'HOOKS_BLOCKED_ADDRESS'
}

class ConnectTimeoutError extends Error {
  override readonly name = 'ConnectTimeoutError'
  readonly code = 'ETIMEDOUT'
}

/**
 * Makes connections for undici, to addresses that the policy allows. A name is refused if any of
 * its addresses is; the addresses that were checked are the ones dialled, and the one reached is
 * checked again. Knows no proxy. Certificates are always checked; TLS is 1.2 or later.
 */
export function guardedConnector(options: ConnectorOptions): buildConnector.connector {
  const {policy, ca, timeoutMs, resolve = resolveAll, dial = dialAny} = options
  const problemOf = targetGuard(policy)
  const authorities = trustedAuthorities(ca)
  const addressesOf = sharing(resolve)
  const sessions = new BoundedCache<string, Buffer>(MAX_SESSIONS)

  const open = async (hostname: string, port: number, secure: boolean, limit: AbortSignal) => {
    const addresses = await within(addressesOf(hostname), limit)
    refuse(addresses.map(({address}) => problemOf(address, port)).find(Boolean))
    const key = `${hostname}:${port}`
    const session = sessions.get(key)
    const socket = dial({hostname, port, secure, addresses, session, authorities})
    socket.setNoDelay(true).setKeepAlive(true, KEEP_ALIVE_MS)
    if (secure) socket.on('session', (made: Buffer) => sessions.set(key, made))
    await opened(socket, secure ? 'secureConnect' : 'connect', limit)
    try {
      refuse(problemOf(socket.remoteAddress ?? '', port))
    } catch (error) {
      socket.destroy()
      throw error
    }
    return socket
  }

  return ({hostname, port, protocol}, callback) => {
    const limit = new AbortController()
    const timer = setTimeout(() => limit.abort(timeoutError(hostname, timeoutMs)), timeoutMs)
    const secure = protocol === 'https:'
    void open(hostname, Number(port) || (secure ? 443 : 80), secure, limit.signal)
      .finally(() => clearTimeout(timer))
      .then(
        (socket) => callback(null, socket),
        (error: Error) => callback(error, null),
      )
  }
}

function timeoutError(hostname: string, timeoutMs: number): Error {
  return new ConnectTimeoutError(`no connection to ${hostname} within ${timeoutMs} ms`)
}

function refuse(problem: string | undefined): void {
  if (problem !== undefined) throw new BlockedAddressError(problem)
}

function resolveAll(hostname: string): Promise<readonly ResolvedAddress[]> {
  return lookup(hostname, {all: true})
}

/**
 * One lookup of a name at a time, shared by all who want it meanwhile: the system's resolver has
 * few threads, and a name whose servers are silent must not take them all.
 */
function sharing(resolve: Resolve): Resolve {
  const underWay = new Map<string, ReturnType<Resolve>>()
  return (hostname) => {
    const family = net.isIP(hostname)
    if (family !== 0) return Promise.resolve([{address: hostname, family}])
    const known = underWay.get(hostname)
    if (known !== undefined) return known
    const lookingUp = resolve(hostname).finally(() => underWay.delete(hostname))
    underWay.set(hostname, lookingUp)
    return lookingUp
  }
}

/** The addresses are tried in turn, the next one while the one before has not answered. */
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
    // No server name for a literal address; a name goes without the dot that may end it.
    servername: net.isIP(hostname) === 0 ? hostname.replace(/\.$/, '') : '',
    ALPNProtocols: ['http/1.1'],
    minVersion: 'TLSv1.2',
    // Said outright, so that no environment variable turns it off.
    rejectUnauthorized: true,
    ...defined({session, ca: authorities && [...authorities]}),
  })
}

function opened(socket: Socket, event: string, limit: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => socket.destroy(limit.reason)
    limit.addEventListener('abort', stop)
    socket.once(event, () => {
      limit.removeEventListener('abort', stop)
      resolve()
    })
    // Stays: undici adds its own only later, and until then no error may go unheard.
    socket.on('error', reject)
  })
}

function within<T>(work: Promise<T>, limit: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    limit.addEventListener('abort', () => reject(limit.reason))
    work.then(resolve, reject)
  })
}
