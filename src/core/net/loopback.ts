const BYTE = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)'
const IPV4 = new RegExp(`^127(?:\\.${BYTE}){3}$`)
/** `::ffff:127.0.0.1` as people type it and as `URL` writes it. */
const MAPPED = /^::ffff:(?:7f[\da-f]{2}:[\da-f]{1,4}|(127\..*))$/

/**
 * Whether an IP address is a loopback address: `127.0.0.0/8`, `::1`, or the former mapped to IPv6, as
 * `URL` writes them but without brackets. Other spellings of the same addresses do not count.
 */
export function isLoopbackAddress(address: string): boolean {
  const text = address.toLowerCase()
  if (text === '::1' || IPV4.test(text)) return true
  const mapped = MAPPED.exec(text)
  return mapped !== null && (mapped[1] === undefined || IPV4.test(mapped[1]))
}

/**
 * Whether a URL's host is this machine, as far as can be told without DNS: a loopback address,
 * `localhost`, or a name below it (RFC 6761, 6.3). `hostname` as in `URL`: IPv6 in brackets.
 *
 * A name that ends in a dot does not count: it bypasses the hosts file, so DNS decides where it
 * leads. Secrets are sent to hosts for which this is true.
 */
export function isLoopbackName(hostname: string): boolean {
  const name = hostname.toLowerCase()
  if (name === 'localhost' || name.endsWith('.localhost')) return true
  return isLoopbackAddress(name.replace(/^\[(.*)\]$/, '$1'))
}

/** Whether an address to listen on is reached from this machine alone. */
export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || isLoopbackAddress(host)
}
