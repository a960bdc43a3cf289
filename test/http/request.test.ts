import {expect, test} from 'vitest'
import type {Network} from '../../src/core/net/network.ts'
import {exchange} from '../../src/http/request.ts'
import {urlOfNobody} from '../support/nobody.ts'
import {startRawServer} from '../support/raw-server.ts'
import {startSecureReceiver} from '../support/secure-receiver.ts'

function ask(url: string, network: Network = {}) {
  const request = {method: 'GET', headers: {}, body: '', timeoutMs: 5000} as const
  return exchange({...request, url: new URL(url), network})
}

test('a server on https is trusted by an authority that is named, and else the error leads there', async () => {
  await using server = await startSecureReceiver()

  const answer = await ask(server.url, {ca: server.ca})

  expect(answer.status).toBe(200)
  await expect(ask(server.url)).rejects.toMatchObject({
    code: 'unreachable',
    message: `no server answers at ${server.url} (UNABLE_TO_VERIFY_LEAF_SIGNATURE)`,
    hint: 'name the file with the certificate of its authority: --ca FILE',
  })
})

test('a server that does not speak TLS is not told to be started', async () => {
  await using server = await startRawServer((socket) => void socket.end('HTTP/1.1 400 Bad\r\n\r\n'))

  await expect(ask(server.url.replace('http:', 'https:'))).rejects.toMatchObject({
    code: 'unreachable',
    hint: 'check its certificate, and whether it speaks https',
  })
})

test('where nobody listens, the server is to be started', async () => {
  await expect(ask(await urlOfNobody())).rejects.toMatchObject({
    code: 'unreachable',
    message: expect.stringMatching(/\(ECONNREFUSED\)$/),
    hint: 'start it with: hooks serve',
  })
})
