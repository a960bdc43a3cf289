import {createServer, type ServerOptions} from 'node:https'
import {getCACertificates, setDefaultCACertificates, type TLSSocket} from 'node:tls'
import type {AddressInfo} from 'node:net'
import {expect, test} from 'vitest'
import {defined} from '../../src/core/defined.ts'
import {Sender} from '../../src/sending/send.ts'
import {Receiver} from '../../src/receiver/receiver.ts'
import {type Certificate, makeCertificate} from '../support/certificates.ts'

const NEVER = new AbortController().signal
const HOST = 'receiver.test'
const TLS_FAILURE = {kind: 'failed', reason: 'tls'}

test('an attempt succeeds with a valid certificate, and sends the server name', async () => {
  const authority = makeCertificate({name: 'authority.test', isAuthority: true})
  using _ = trust(authority)
  await using server = await startTlsServer(makeCertificate({name: HOST, issuer: authority}))

  const outcome = await sendTo(server.url)

  expect(outcome).toMatchObject({kind: 'answered', code: 200})
  expect(server.serverNames).toEqual([HOST])
})

test('a trailing dot is not part of the server name', async () => {
  const authority = makeCertificate({name: 'authority.test', isAuthority: true})
  using _ = trust(authority)
  await using server = await startTlsServer(makeCertificate({name: HOST, issuer: authority}))

  const outcome = await sendTo(server.url.replace(HOST, `${HOST}.`))

  expect(outcome).toMatchObject({kind: 'answered', code: 200})
  expect(server.serverNames).toEqual([HOST])
})

test('a new connection resumes the TLS session, with the same name', async () => {
  const authority = makeCertificate({name: 'authority.test', isAuthority: true})
  using _ = trust(authority)
  await using server = await startTlsServer(makeCertificate({name: HOST, issuer: authority}), {
    keepAliveTimeout: 1,
  })
  await using sender = newSender()

  const outcomes = []
  for (let n = 0; n < 2; n++) {
    outcomes.push(
      await sender.send({url: server.url, headers: {connection: 'close'}, body: ''}, NEVER),
    )
  }

  expect(outcomes).toMatchObject([{code: 200}, {code: 200}])
  expect(server.resumed).toEqual([false, true])
})

test('a given certificate authority is trusted in addition to the default ones', async () => {
  const usual = makeCertificate({name: 'usual.test', isAuthority: true})
  const named = makeCertificate({name: 'named.test', isAuthority: true})
  using _ = trust(usual)
  await using first = await startTlsServer(makeCertificate({name: HOST, issuer: usual}))
  await using second = await startTlsServer(makeCertificate({name: HOST, issuer: named}))

  const without = await sendTo(second.url)
  const outcomes = [await sendTo(first.url, named.cert), await sendTo(second.url, named.cert)]

  expect(without).toMatchObject({...TLS_FAILURE, errorCode: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'})
  expect(outcomes).toMatchObject([{code: 200}, {code: 200}])
})

test('a certificate for another name is refused', async () => {
  const authority = makeCertificate({name: 'authority.test', isAuthority: true})
  using _ = trust(authority)
  await using server = await startTlsServer(
    makeCertificate({name: 'other.test', issuer: authority}),
  )

  expect(await sendTo(server.url)).toMatchObject(TLS_FAILURE)
})

test('a certificate that has expired is refused', async () => {
  const authority = makeCertificate({name: 'authority.test', isAuthority: true})
  using _ = trust(authority)
  const validUntil = new Date('2026-01-01T00:00:00Z')
  const expired = makeCertificate({name: HOST, issuer: authority, validUntil})
  await using server = await startTlsServer(expired)

  expect(await sendTo(server.url)).toMatchObject(TLS_FAILURE)
})

test('a self-signed certificate is refused, even if the environment allows it', async () => {
  await using server = await startTlsServer(makeCertificate({name: HOST}))
  using _ = disableNodesCheck()

  expect(await sendTo(server.url)).toMatchObject(TLS_FAILURE)
})

test('a receiver that supports only TLS 1.0 and 1.1 is refused', async () => {
  const authority = makeCertificate({name: 'authority.test', isAuthority: true})
  using _ = trust(authority)
  const certificate = makeCertificate({name: HOST, issuer: authority})
  const old: ServerOptions = {
    minVersion: 'TLSv1',
    maxVersion: 'TLSv1.1',
    ciphers: 'ALL:@SECLEVEL=0',
  }
  await using server = await startTlsServer(certificate, old)

  expect(await sendTo(server.url)).toMatchObject(TLS_FAILURE)
})

test('a receiver without TLS at an https URL is refused', async () => {
  await using receiver = await Receiver.start()

  const outcome = await sendTo(receiver.url.replace('http://127.0.0.1', `https://${HOST}`))

  expect(outcome).toMatchObject(TLS_FAILURE)
})

function newSender(ca?: string): Sender {
  const resolve = async () => [{address: '127.0.0.1', family: 4}]
  return new Sender({policy: {loopback: true, allow: []}, resolve, ...defined({ca})})
}

async function sendTo(url: string, ca?: string) {
  await using sender = newSender(ca)
  return await sender.send({url, headers: {}, body: '{}'}, NEVER)
}

async function startTlsServer({cert, key}: Certificate, options: ServerOptions = {}) {
  const serverNames: (string | undefined)[] = []
  const resumed: boolean[] = []
  const server = createServer({cert, key, ...options}, (request, response) => {
    request.resume().on('end', () => response.end())
  })
  server.on('secureConnection', (socket: TLSSocket & {servername?: string}) => {
    serverNames.push(socket.servername)
    resumed.push(socket.isSessionReused())
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  // A server that listens on a port has an address and no path.
  const {port} = server.address() as AddressInfo
  return {
    url: `https://${HOST}:${port}`,
    serverNames,
    resumed,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => void server.close(resolve))
    },
  }
}

function trust({cert}: Certificate): Disposable {
  const before = getCACertificates('default')
  setDefaultCACertificates([...before, cert])
  return {[Symbol.dispose]: () => setDefaultCACertificates(before)}
}

function disableNodesCheck(): Disposable {
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
  return {[Symbol.dispose]: () => delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']}
}
