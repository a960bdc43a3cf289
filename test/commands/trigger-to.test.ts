import {writeFile} from 'node:fs/promises'
import path from 'node:path'
import {Webhook} from 'standardwebhooks'
import {expect, test} from 'vitest'
import {loadProvider, loadProviders} from '../../src/providers/index.ts'
import {answering, type Asked} from '../support/answering-server.ts'
import {Receiver} from '../../src/receiver/receiver.ts'
import {flood, startRawServer} from '../support/raw-server.ts'
import {hooks, temporaryFolder} from '../support/run.ts'
import {startSecureReceiver} from '../support/secure-receiver.ts'

const EVENT = 'video.source.recorded'

function toReceived({headers, body}: Asked) {
  const single = Object.entries(headers).map(([name, value]) => [name, String(value)])
  return {headers: Object.fromEntries(single), body: Buffer.from(body)}
}

for (const provider of (await loadProviders()).filter((each) => each.events.types.length > 0)) {
  test(`every event of ${provider.name} can be sent directly to a URL, signed`, async () => {
    await using receiver = await answering({status: 200})

    for (const {name} of provider.events.types) {
      const argv = ['trigger', name, '--provider', provider.name, '--to', receiver.url, '--json']
      const {stdout, exitStatus} = await hooks(argv)

      expect(exitStatus).toBe(0)
      const {event, deliveries, sentBy, secrets} = JSON.parse(stdout)
      expect({type: event.type, sentBy}).toEqual({type: name, sentBy: 'hooks'})
      expect(deliveries).toMatchObject([{state: 'delivered', code: 200}])
      const [asked] = receiver.asked.slice(-1)
      if (asked === undefined) throw new TypeError('nothing arrived')
      expect(asked.headers['webhook-id']).toBe(event.id)
      const request = toReceived(asked)
      expect(() =>
        new Webhook(secrets.signingSecret).verify(asked.body, request.headers),
      ).not.toThrow()
      if (provider.proof.createSecret === undefined) continue
      expect(provider.proof.verify(request, secrets.secret)).toEqual({result: 'valid'})
    }
  })
}

test('trigger --to says who sent the event and shows the secrets it was signed with', async () => {
  await using receiver = await answering({status: 200})

  const {stderr} = await hooks(['trigger', EVENT, '--to', receiver.url])

  expect(stderr).toMatch(
    /^Sent by hooks, not by api\.video\.\nGenerated secret: sig_sec_\w+\nGenerated signing secret: whsec_\S+\n$/,
  )
})

test('a given secret is used for signing, and is not shown', async () => {
  await using receiver = await answering({status: 200})
  await using folder = await temporaryFolder()
  const file = path.join(folder.path, 'secret')
  await writeFile(file, 'sesame\n')
  const argv = ['trigger', EVENT, '--to', receiver.url, '--secret-file', file, '--json']

  const {stdout, stderr} = await hooks(argv)

  const [asked] = receiver.asked
  if (asked === undefined) throw new TypeError('nothing arrived')
  const provider = await loadProvider('apivideo')
  expect(provider.proof.verify(toReceived(asked), 'sesame')).toEqual({result: 'valid'})
  expect(asked.headers['webhook-signature']).toBeUndefined()
  expect(JSON.parse(stdout).secrets).toBeUndefined()
  expect(stdout + stderr).not.toContain('sesame')
})

test('a secret in the Standard Webhooks format signs by that standard', async () => {
  await using receiver = await answering({status: 200})
  const secret = `whsec_${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`
  const argv = ['trigger', 'session.create', '--to', receiver.url, '--secret-file', '-']

  const {exitStatus} = await hooks(argv, {}, {stdin: secret})

  expect(exitStatus).toBe(0)
  const [asked] = receiver.asked
  if (asked === undefined) throw new TypeError('nothing arrived')
  const {headers} = toReceived(asked)
  expect(() => new Webhook(secret).verify(asked.body, headers)).not.toThrow()
})

test('trigger --to exits 7 for an error response and 6 for no response', async () => {
  await using bad = await answering({status: 500})
  await using silent = await answering('silent')
  const to = (url: string, ...flags: string[]) => hooks(['trigger', EVENT, '--to', url, ...flags])

  expect((await to(bad.url)).exitStatus).toBe(7)
  expect((await to(silent.url, '--timeout', '300ms')).exitStatus).toBe(6)
  expect((await to('http://127.0.0.1:2')).exitStatus).toBe(6)
})

test('an https URL of a receiver without TLS fails with the reason tls', async () => {
  await using receiver = await answering({status: 200})
  const url = receiver.url.replace('http:', 'https:')

  const {stdout, exitStatus} = await hooks(['trigger', EVENT, '--to', url, '--json'])

  expect(exitStatus).toBe(6)
  expect(JSON.parse(stdout).deliveries).toMatchObject([{state: 'failed', reason: 'tls'}])
})

test('a redirect counts as an error response, and is not followed', async () => {
  await using elsewhere = await Receiver.start()
  const headers = {location: elsewhere.url}
  await using receiver = await Receiver.start({answer: () => ({status: 307, headers})})

  const {exitStatus} = await hooks(['trigger', EVENT, '--to', receiver.url])

  expect(exitStatus).toBe(7)
  expect(receiver.received).toHaveLength(1)
  expect(elsewhere.received).toEqual([])
})

test('an invalid URL or an invalid secret exits 2', async () => {
  const url = 'http://127.0.0.1:2'
  const unfit = ['trigger', 'session.create', '--to', url, '--secret-file', '-']

  expect((await hooks(['trigger', EVENT, '--to', 'ftp://example.com'])).exitStatus).toBe(2)
  expect((await hooks(['trigger', EVENT, '--to', 'localhost:3000'])).exitStatus).toBe(2)
  expect((await hooks(unfit, {}, {stdin: 'no secret of Standard Webhooks'})).exitStatus).toBe(2)
})

test('a scenario can be sent to a URL, with all events signed with one secret', async () => {
  await using receiver = await answering({status: 200})
  const argv = ['trigger', '--scenario', 'upload-720p', '--speed', 'max', '--to', receiver.url]

  const {stdout, exitStatus} = await hooks([...argv, '--json'])

  expect(exitStatus).toBe(0)
  const {secrets} = JSON.parse(stdout)
  const provider = await loadProvider('apivideo')
  const results = receiver.asked.map(
    (asked) => provider.proof.verify(toReceived(asked), secrets.secret).result,
  )
  expect(results).toEqual(['valid', 'valid', 'valid', 'valid', 'valid'])
})

test('--secret-file without --to is rejected on a hooks server', async () => {
  const argv = ['trigger', EVENT, '--secret-file', '-']

  const {stderr, exitStatus} = await hooks(argv, {}, {stdin: 'sesame'})

  expect(exitStatus).toBe(2)
  expect(stderr).toContain('--to URL')
})

test('--assume changes method, headers, body and accepted statuses with --to', async () => {
  await using receiver = await answering({status: 404})
  const to = (event: string, ...assume: string[]) =>
    hooks(['trigger', event, '--to', receiver.url, ...assume.flatMap((one) => ['--assume', one])])

  const put = await to(
    'sd_encoded',
    'targetvideo.method=PUT',
    'targetvideo.contentType=text/plain',
    'targetvideo.expectedAnswer=any',
  )
  const refused = await to('sd_encoded', 'targetvideo.method=PUT')
  await to('view', 'vidyard.securityKeyIn=body', 'vidyard.securityKeyField=key')

  expect([put.exitStatus, refused.exitStatus]).toEqual([0, 7])
  const [asked, , view] = receiver.asked
  expect(asked).toMatchObject({method: 'PUT', headers: {'content-type': 'text/plain'}})
  expect(JSON.parse(view?.body ?? '')).toMatchObject({type: 'view', key: expect.any(String)})
})

test('--assume is rejected for a hooks server and for an unknown assumption', async () => {
  const own = await hooks(['trigger', EVENT, '--assume', 'apivideo.deliveryJson=pretty'])
  const url = 'http://127.0.0.1:2'
  const none = await hooks(['trigger', EVENT, '--to', url, '--assume', 'apivideo.deliverJson=x'])

  expect(own.exitStatus).toBe(2)
  expect(own.stderr).toContain('hooks serve --assume')
  expect(none.exitStatus).toBe(2)
  expect(none.stderr).toContain('did you mean apivideo.deliveryJson=…?')
})

test('a receiver that switches protocols fails at once, as a bad answer', async () => {
  await using receiver = await startRawServer((socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n')
  })

  const {stdout, exitStatus} = await hooks(['trigger', EVENT, '--to', receiver.url, '--json'])

  expect(exitStatus).toBe(6)
  expect(JSON.parse(stdout).deliveries).toMatchObject([{state: 'failed', reason: 'bad_answer'}])
})

test.each(['--ca', 'HOOKS_CA'])(
  'an https receiver is trusted through the authority that %s names',
  async (way) => {
    await using receiver = await startSecureReceiver()
    await using folder = await temporaryFolder()
    const file = path.join(folder.path, 'ca.pem')
    await writeFile(file, receiver.ca)
    const argv = ['trigger', EVENT, '--to', receiver.url, '--json']

    const untrusted = await hooks(argv)
    const trusted =
      way === '--ca' ? await hooks([...argv, way, file]) : await hooks(argv, {[way]: file})

    expect(JSON.parse(untrusted.stdout).deliveries).toMatchObject([{reason: 'tls'}])
    expect([untrusted.exitStatus, trusted.exitStatus]).toEqual([6, 0])
    expect(receiver.methods).toEqual(['POST'])
  },
)

test('an endless response is cut off, and the event counts as delivered', async () => {
  await using receiver = await startRawServer((socket) => {
    socket.write('HTTP/1.1 200 OK\r\n\r\n')
    flood(socket, Buffer.alloc(64 * 1024, 'x'))
  })
  const argv = ['trigger', EVENT, '--to', receiver.url, '--timeout', '60s', '--json']

  const {stdout, exitStatus} = await hooks(argv)

  expect(exitStatus).toBe(0)
  const [delivery] = JSON.parse(stdout).deliveries
  expect(delivery).toMatchObject({state: 'delivered', code: 200})
  expect(delivery.durationMs).toBeLessThan(30_000)
})

test('proxies from the environment are not used for receivers', async () => {
  await using receiver = await Receiver.start()
  await using proxy = await Receiver.start()
  const argv = ['trigger', EVENT, '--to', receiver.url.replace('127.0.0.1', 'localhost')]

  const {exitStatus} = await hooks(argv, {HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url})

  expect(exitStatus).toBe(0)
  expect(receiver.received).toMatchObject([{headers: {'user-agent': 'hooks'}}])
  expect(proxy.received).toEqual([])
})
