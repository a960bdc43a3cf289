/** Longest body of a request that a server reads, the control API's and the emulators'. */
export const MAX_REQUEST_BYTES = 1024 * 1024

/** Longest time that a timer of Node waits; with a longer one it would fire at once. */
export const MAX_TIMER_MS = 2 ** 31 - 1

/** Length of the key that seals secrets, as AES-256 wants it. */
export const SEALING_KEY_BYTES = 32
