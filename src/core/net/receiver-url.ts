import {HooksError} from '../errors.ts'

/**
 * The ports that WHATWG fetch blocks, and those of Redis and memcached, which may read the lines of a
 * POST as commands.
 * Source: https://fetch.spec.whatwg.org/#port-blocking, read 2026-11-20.
 */
const BLOCKED_PORTS = new Set([
  0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102,
  103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465,
  512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993,
  995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6379, 6566, 6665, 6666, 6667,
  6668, 6669, 6679, 6697, 10_080, 11_211,
])

/** Why deliveries cannot be sent to a URL; undefined if they can. */
export function findReceiverUrlProblem(url: string): string | undefined {
  // WHATWG URLs silently drop tabs and line breaks, so the stored URL would differ from the typed one.
  if ([...url].some((character) => character < ' ' || character === '\u007F')) {
    return 'contains a control character'
  }
  if (!URL.canParse(url)) return 'is not a URL'
  const {protocol, username, password, port} = new URL(url)
  if (protocol !== 'http:' && protocol !== 'https:') return 'is not http or https'
  if (username !== '' || password !== '') return 'contains a user name or password'
  if (url.includes('#')) return 'contains a fragment'
  if (port !== '' && BLOCKED_PORTS.has(Number(port))) return `uses the blocked port ${port}`
  return undefined
}

/** @throws HooksError usage */
export function checkReceiverUrl(url: string): void {
  const problem = findReceiverUrlProblem(url)
  if (problem === undefined) return
  throw new HooksError('usage', `url ${JSON.stringify(url)} ${problem}`, {
    hint: 'use a URL like https://example.com/webhooks',
  })
}
