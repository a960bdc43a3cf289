const BYTE = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)'
const IPV4 = new RegExp(`^127(?:\\.${BYTE}){3}$`)
/** `::ffff:127.0.0.1` as it is typed, and as `URL` writes it. */
const MAPPED = /^::ffff:(?:7f[\da-f]{2}:[\da-f]{1,4}|(127\..*))$/

/**
 * Whether an IP address is this machine's own: `127.0.0.0/8`, `::1`, or the former mapped to IPv6,
 * in the form that `URL` gives them, without brackets. Anything else is not, other spellings included.
 */
export function isLoopbackAddress(address: string): boolean {
  const text = address.toLowerCase()
  if (text === '::1' || IPV4.test(text)) return true
  const mapped = MAPPED.exec(text)
  return mapped !== null && (mapped[1] === undefined || IPV4.test(mapped[1]))
}

/**
 * Whether a URL's host is this machine, as far as it shows without asking the DNS: an address of
 * loopback, `localhost`, or a name below it (RFC 6761, 6.3). `hostname` as in `URL`: IPv6 in brackets.
 *
 * A name that ends in a dot is not: it passes the hosts file by, so that the DNS says where it leads.
 * Secrets are sent where this is true.
 */
export function isLoopbackName(hostname: string): boolean {
  const name = hostname.toLowerCase()
  if (name === 'localhost' || name.endsWith('.localhost')) return true
  return isLoopbackAddress(name.replace(/^\[(.*)\]$/, '$1'))
}
