/** Where a local server listens, and where commands look for it, unless they are told otherwise. */
export const DEFAULT_HOST = '127.0.0.1'
export const DEFAULT_PORT = 4400
export const DEFAULT_API_URL = `http://${DEFAULT_HOST}:${DEFAULT_PORT}`
