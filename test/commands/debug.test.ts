import {once} from 'node:events'
import {createServer} from 'node:https'
import {writeFile} from 'node:fs/promises'
import {request} from 'node:http'
import type {AddressInfo} from 'node:net'
import path from 'node:path'
import {expect, test} from 'vitest'
import {makeCertificate} from '../support/certificates.ts'
import {startEmulator} from '../support/emulator.ts'
import {hooks, temporaryFolder} from '../support/run.ts'
import {startVendor} from '../support/vendor.ts'

test('--debug shows requests to a hooks server as curl commands, without the key', async () => {
  await using emulator = await startEmulator()

  const {stdout, stderr} = await hooks(['list', '--json', '--debug'], emulator.env)

  expect(JSON.parse(stdout)).toEqual({webhooks: []})
  expect(stderr).toContain(
    `curl '${emulator.url}/_hooks/v1/webhooks' -H 'accept: application/json'`,
  )
  expect(stderr).toContain(`-H 'authorization: Bearer …'`)
  expect(stderr).toMatch(/^< 200, application\/json.*, \d+ bytes, \d+ ms$/m)
  expect(stderr).not.toContain(emulator.key)
})

test('HOOKS_DEBUG shows requests to a vendor too', async () => {
  await using vendor = await startVendor('apivideo', ({key}) => ({credentials: {apiKey: key}}))
  const env = {...vendor.env, HOOKS_DEBUG: 'true'}

  const {stderr} = await hooks(['list'], env, {terminal: true})

  expect(stderr).toContain(`curl '${vendor.emulator.url}/webhooks?currentPage=1&pageSize=100'`)
  expect(stderr).toContain(`-H 'authorization: Basic …'`)
})

test('without --debug no request is shown', async () => {
  await using emulator = await startEmulator()

  const {stderr} = await hooks(['list'], emulator.env)

  expect(stderr).not.toContain('curl')
})

test('--ca names the certificate authority of a local server behind https', async () => {
  await using emulator = await startEmulator()
  await using folder = await temporaryFolder()
  const authority = makeCertificate({name: 'Test authority', isAuthority: true})
  const {cert, key} = makeCertificate({name: 'localhost', issuer: authority})
  const file = path.join(folder.path, 'ca.pem')
  await writeFile(file, authority.cert)
  await using front = await startTlsProxy({cert, key}, emulator.url)
  const env = {...emulator.env, HOOKS_API_URL: front.url}

  const trusted = await hooks(['list', '--json', '--ca', file], env)
  const untrusted = await hooks(['list', '--json'], env)

  expect(JSON.parse(trusted.stdout)).toEqual({webhooks: []})
  expect(untrusted.exitStatus).toBe(6)
  expect(JSON.parse(untrusted.stderr).error.hint).toContain('--ca FILE')
})

test.each(['missing.pem', 'package.json'])('--ca %s is a usage error', async (file) => {
  const {stderr, exitStatus} = await hooks(['list', '--ca', file])

  expect(exitStatus).toBe(2)
  expect(stderr).toContain('hint: give --ca a file of certificates in PEM format\n')
})

test('--wait with something other than a duration is a usage error', async () => {
  const {exitStatus} = await hooks(['list', '--wait', 'long'])

  expect(exitStatus).toBe(2)
})

/** A TLS proxy in front of a plain HTTP server. */
async function startTlsProxy(tls: {cert: string; key: string}, behind: string) {
  const server = createServer(tls, (incoming, outgoing) => {
    const {method} = incoming
    const target = new URL(incoming.url ?? '/', behind)
    // The server accepts only its own name as Host.
    const headers = {...incoming.headers, host: target.host}
    const passed = request(target, {method, headers}, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 0, answer.headers)
      answer.pipe(outgoing)
    })
    incoming.pipe(passed)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A server that listens on a port has an address and no path.
  const {port} = server.address() as AddressInfo
  return {
    url: `https://localhost:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}
