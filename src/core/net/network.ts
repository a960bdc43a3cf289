/** Variables that name proxies, as curl knows them; each without its lower-case twin. */
export type ProxyVariables = {
  readonly HTTP_PROXY?: string
  readonly HTTPS_PROXY?: string
  /** Hosts that are reached directly: names, `.suffixes`, addresses, with commas; `*` for all. */
  readonly NO_PROXY?: string
}

/** How requests of one run travel, and who hears of them. */
export type Network = {
  /** For providers' APIs; this machine's own addresses never go through a proxy. */
  readonly proxies?: ProxyVariables
  /** PEM: authorities to trust besides the usual ones. */
  readonly ca?: string
  /** Longest time to sit out a rate limit, in all for one request; milliseconds. */
  readonly waitMs?: number
  /** What a person sets it with, up to the time: `--wait `. */
  readonly waitSetting?: string
  /** Upper bound for one request in place of the usual ones; milliseconds. */
  readonly timeoutMs?: number
  /** Hears of every request, as a command line for curl with its secrets masked, and of every answer. */
  trace?(line: string): void
  /** Hears that a rate limit is being sat out. */
  onWait?(message: string): void
  /** In place of the clock; milliseconds. Where it rejects, so does the request. */
  pause?(ms: number): Promise<void>
}

/**
 * The authorities that a TLS connection trusts where `ca`, in PEM, is to be trusted besides the usual
 * ones; undefined where it is not given, so that Node's own choice holds.
 *
 * Taken from the process rather than imported: short commands make no TLS connection.
 */
export function trustedAuthorities(ca: string | undefined): string[] | undefined {
  if (ca === undefined) return undefined
  const {getCACertificates} = process.getBuiltinModule('node:tls')
  return [...getCACertificates('default'), ca]
}
