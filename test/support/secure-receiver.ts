import {createServer} from 'node:https'
import type {AddressInfo} from 'node:net'
import {makeCertificate} from './certificates.ts'

export type SecureReceiver = AsyncDisposable & {
  /** Origin, without a trailing slash. */
  readonly url: string
  /** The authority that signed its certificate, as PEM; not trusted by default. */
  readonly ca: string
  /** Methods of the requests so far, oldest first. */
  readonly methods: readonly string[]
}

/** An HTTPS receiver that accepts every request. */
export async function startSecureReceiver(): Promise<SecureReceiver> {
  const authority = makeCertificate({name: 'authority.test', isAuthority: true})
  const {cert, key} = makeCertificate({name: 'localhost', issuer: authority})
  const methods: string[] = []
  const server = createServer({cert, key}, (request, response) => {
    methods.push(request.method ?? '')
    request.resume().on('end', () => response.end())
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  // A server that listens on a port has an address and no path.
  const {port} = server.address() as AddressInfo
  return {
    url: `https://localhost:${port}`,
    ca: authority.cert,
    methods,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => void server.close(resolve))
    },
  }
}
