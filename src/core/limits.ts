/** The largest request body that the control API and the emulators accept. */
export const MAX_REQUEST_BYTES = 1024 * 1024

/** The longest delay of a Node timer; a longer one fires immediately. */
export const MAX_TIMER_MS = 2 ** 31 - 1

/** Length of the AES-256 key that encrypts secrets. */
export const SEALING_KEY_BYTES = 32
