/** Proxy variables as curl knows them. Each may also be set in lower case, which is not listed here. */
export type ProxyVariables = {
  readonly HTTP_PROXY?: string
  readonly HTTPS_PROXY?: string
  /** Hosts to reach directly, separated by commas: names, `.suffixes`, addresses; `*` for all. */
  readonly NO_PROXY?: string
}

/** How the requests of one run are sent, and who is notified of them. */
export type Network = {
  /** For the providers' APIs. Loopback addresses never go through a proxy. */
  readonly proxies?: ProxyVariables
  /** Certificate authorities to trust in addition to the default ones; PEM. */
  readonly ca?: string
  /** The longest total wait for rate limits in one request; milliseconds. */
  readonly waitMs?: number
  /** How a user sets it, up to the value: `--wait `. */
  readonly waitSetting?: string
  /** Timeout of one request, instead of the default ones; milliseconds. */
  readonly timeoutMs?: number
  /** Called for every request, as a curl command line with masked secrets, and for every response. */
  trace?(line: string): void
  /** Called before waiting for a rate limit. */
  onWait?(message: string): void
  /** Replaces the real wait; milliseconds. If it rejects, so does the request. */
  pause?(ms: number): Promise<void>
}

/**
 * The default certificate authorities and `ca` (PEM), for a TLS connection; undefined without `ca`,
 * so that Node uses its default.
 *
 * Gets node:tls from the process instead of importing it: short commands need no TLS.
 */
export function listAuthorities(ca: string | undefined): string[] | undefined {
  if (ca === undefined) return undefined
  const {getCACertificates} = process.getBuiltinModule('node:tls')
  return [...getCACertificates('default'), ca]
}
