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

test('an https server is trusted through --ca, and the error without it gives a hint', async () => {
  await using server = await startSecureReceiver()

  const answer = await ask(server.url, {ca: server.ca})

  expect(answer.status).toBe(200)
  await expect(ask(server.url)).rejects.toMatchObject({
    code: 'unreachable',
    message: `cannot connect to ${server.url} (UNABLE_TO_VERIFY_LEAF_SIGNATURE)`,
    hint: 'pass the certificate of its authority with: --ca FILE',
  })
})

test('a server without TLS gets a hint about its certificate, not about starting it', async () => {
  await using server = await startRawServer((socket) => void socket.end('HTTP/1.1 400 Bad\r\n\r\n'))

  await expect(ask(server.url.replace('http:', 'https:'))).rejects.toMatchObject({
    code: 'unreachable',
    hint: 'check its certificate, and that it serves https',
  })
})

test('if nothing is listening, the hint is to start the server', async () => {
  await expect(ask(await urlOfNobody())).rejects.toMatchObject({
    code: 'unreachable',
    message: expect.stringMatching(/\(ECONNREFUSED\)$/),
    hint: 'start it with: hooks serve',
  })
})
