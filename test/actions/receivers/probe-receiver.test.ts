import {expect, test} from 'vitest'
import {probeReceiver} from '../../../src/actions/receivers/probe-receiver.ts'
import {Receiver} from '../../../src/receiver/receiver.ts'
import {urlOfNobody} from '../../support/nobody.ts'
import {startRawServer} from '../../support/raw-server.ts'
import {startSecureReceiver} from '../../support/secure-receiver.ts'

test('a receiver is probed once, with HEAD and no body, whatever its response', async () => {
  await using receiver = await Receiver.start({answer: () => ({status: 405})})

  const probe = await probeReceiver(`${receiver.url}/in?token=t`)

  expect(probe).toEqual({kind: 'answered', code: 405, ms: expect.any(Number)})
  expect(receiver.received).toMatchObject([{method: 'HEAD', path: '/in?token=t'}])
  const [asked] = receiver.received
  expect(asked?.body).toHaveLength(0)
  expect(asked?.headers).not.toHaveProperty('content-length')
  expect(asked?.headers).not.toHaveProperty('transfer-encoding')
})

test('a URL without a scheme is probed over http', async () => {
  await using receiver = await Receiver.start()

  const probe = await probeReceiver(receiver.url.replace('http://', ''))

  expect(probe).toMatchObject({kind: 'answered', code: 200})
})

test('a receiver on https is trusted through a given certificate authority', async () => {
  await using receiver = await startSecureReceiver()

  const unknown = await probeReceiver(receiver.url)
  const known = await probeReceiver(receiver.url, {ca: receiver.ca})

  expect(unknown).toEqual({
    kind: 'failed',
    reason: 'its certificate is signed by an unknown authority',
    hint: 'pass the certificate of its authority with: --ca FILE',
  })
  expect(known).toMatchObject({kind: 'answered', code: 200})
  expect(receiver.methods).toEqual(['HEAD'])
})

test.each([
  ['nobody', urlOfNobody, 'connection refused'],
  ['an unknown name', async () => 'http://nowhere.invalid', 'host name'],
  ['an invalid URL', async () => 'http://a b', 'the URL is not valid'],
])('the probe reports why there is no response: %s', async (_what, url, reason) => {
  const probe = await probeReceiver(await url())

  expect(probe).toEqual({kind: 'failed', reason: expect.stringContaining(reason)})
})

test('a response that is not HTTP is reported', async () => {
  await using server = await startRawServer((socket) => void socket.end('SSH-2.0-OpenSSH_9.9\r\n'))

  const plain = await probeReceiver(server.url)
  const secure = await probeReceiver(server.url.replace('http:', 'https:'))

  expect(plain).toEqual({kind: 'failed', reason: 'its answer is not valid HTTP'})
  expect(secure).toEqual({
    kind: 'failed',
    reason: expect.stringContaining('TLS connection failed'),
  })
})
