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

function received({headers, body}: Asked) {
  const single = Object.entries(headers).map(([name, value]) => [name, String(value)])
  return {headers: Object.fromEntries(single), body: Buffer.from(body)}
}

for (const provider of (await loadProviders()).filter((each) => each.events.types.length > 0)) {
  test(`every event of ${provider.name} can be sent straight to a URL, signed`, async () => {
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
      const request = received(asked)
      expect(() =>
        new Webhook(secrets.signingSecret).verify(asked.body, request.headers),
      ).not.toThrow()
      if (provider.proof.createSecret === undefined) continue
      expect(provider.proof.verify(request, secrets.secret)).toEqual({result: 'valid'})
    }
  })
}

test('it says who sent it and what it was signed with', async () => {
  await using receiver = await answering({status: 200})

  const {stderr} = await hooks(['trigger', EVENT, '--to', receiver.url])

  expect(stderr).toMatch(
    /^Sent by hooks, not by api\.video\.\nGenerated secret: sig_sec_\w+\nGenerated signing secret: whsec_\S+\n$/,
  )
})

test('a secret that is given signs, and is not shown', async () => {
  await using receiver = await answering({status: 200})
  await using folder = await temporaryFolder()
  const file = path.join(folder.path, 'secret')
  await writeFile(file, 'sesame\n')
  const argv = ['trigger', EVENT, '--to', receiver.url, '--secret-file', file, '--json']

  const {stdout, stderr} = await hooks(argv)

  const [asked] = receiver.asked
  if (asked === undefined) throw new TypeError('nothing arrived')
  const provider = await loadProvider('apivideo')
  expect(provider.proof.verify(received(asked), 'sesame')).toEqual({result: 'valid'})
  expect(asked.headers['webhook-signature']).toBeUndefined()
  expect(JSON.parse(stdout).secrets).toBeUndefined()
  expect(stdout + stderr).not.toContain('sesame')
})

test('a secret of Standard Webhooks signs as Standard Webhooks has it', async () => {
  await using receiver = await answering({status: 200})
  const secret = `whsec_${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`
  const argv = ['trigger', 'session.create', '--to', receiver.url, '--secret-file', '-']

  const {exitStatus} = await hooks(argv, {}, {stdin: secret})

  expect(exitStatus).toBe(0)
  const [asked] = receiver.asked
  if (asked === undefined) throw new TypeError('nothing arrived')
  const {headers} = received(asked)
  expect(() => new Webhook(secret).verify(asked.body, headers)).not.toThrow()
})

test('the exit status is that of the receiver: 7 for an error response, 6 for none', async () => {
  await using bad = await answering({status: 500})
  await using silent = await answering('silent')
  const to = (url: string, ...flags: string[]) => hooks(['trigger', EVENT, '--to', url, ...flags])

  expect((await to(bad.url)).exitStatus).toBe(7)
  expect((await to(silent.url, '--timeout', '300ms')).exitStatus).toBe(6)
  expect((await to('http://127.0.0.1:2')).exitStatus).toBe(6)
})

test('a receiver that does not speak TLS is said to be the reason', async () => {
  await using receiver = await answering({status: 200})
  const url = receiver.url.replace('http:', 'https:')

  const {stdout, exitStatus} = await hooks(['trigger', EVENT, '--to', url, '--json'])

  expect(exitStatus).toBe(6)
  expect(JSON.parse(stdout).deliveries).toMatchObject([{state: 'failed', reason: 'tls'}])
})

test('a redirect is a bad answer, and is not followed', async () => {
  await using elsewhere = await Receiver.start()
  const headers = {location: elsewhere.url}
  await using receiver = await Receiver.start({answer: () => ({status: 307, headers})})

  const {exitStatus} = await hooks(['trigger', EVENT, '--to', receiver.url])

  expect(exitStatus).toBe(7)
  expect(receiver.received).toHaveLength(1)
  expect(elsewhere.received).toEqual([])
})

test('what nothing can be sent to, or signed with, exits 2', async () => {
  const url = 'http://127.0.0.1:2'
  const unfit = ['trigger', 'session.create', '--to', url, '--secret-file', '-']

  expect((await hooks(['trigger', EVENT, '--to', 'ftp://example.com'])).exitStatus).toBe(2)
  expect((await hooks(['trigger', EVENT, '--to', 'localhost:3000'])).exitStatus).toBe(2)
  expect((await hooks(unfit, {}, {stdin: 'no secret of Standard Webhooks'})).exitStatus).toBe(2)
})

test('a scenario goes there too, its events signed with one secret', async () => {
  await using receiver = await answering({status: 200})
  const argv = ['trigger', '--scenario', 'upload-720p', '--speed', 'max', '--to', receiver.url]

  const {stdout, exitStatus} = await hooks([...argv, '--json'])

  expect(exitStatus).toBe(0)
  const {secrets} = JSON.parse(stdout)
  const provider = await loadProvider('apivideo')
  const results = receiver.asked.map(
    (asked) => provider.proof.verify(received(asked), secrets.secret).result,
  )
  expect(results).toEqual(['valid', 'valid', 'valid', 'valid', 'valid'])
})

test('on a hooks server a secret file is refused', async () => {
  const argv = ['trigger', EVENT, '--secret-file', '-']

  const {stderr, exitStatus} = await hooks(argv, {}, {stdin: 'sesame'})

  expect(exitStatus).toBe(2)
  expect(stderr).toContain('--to URL')
})

test('assumptions hold for what is sent straight there: its method, headers and body, and what is a success', async () => {
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

test('a hooks server has its own assumptions, and an invalid one exits 2', async () => {
  const own = await hooks(['trigger', EVENT, '--assume', 'apivideo.deliveryJson=pretty'])
  const url = 'http://127.0.0.1:2'
  const none = await hooks(['trigger', EVENT, '--to', url, '--assume', 'apivideo.deliverJson=x'])

  expect(own.exitStatus).toBe(2)
  expect(own.stderr).toContain('hooks serve --assume')
  expect(none.exitStatus).toBe(2)
  expect(none.stderr).toContain('did you mean apivideo.deliveryJson=…?')
})

test('a receiver that switches protocols answered badly, and nothing waits for more', async () => {
  await using receiver = await startRawServer((socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n')
  })

  const {stdout, exitStatus} = await hooks(['trigger', EVENT, '--to', receiver.url, '--json'])

  expect(exitStatus).toBe(6)
  expect(JSON.parse(stdout).deliveries).toMatchObject([{state: 'failed', reason: 'bad_answer'}])
})

test.each(['--ca', 'HOOKS_CA'])(
  'a receiver on https is trusted by the authority that %s names',
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

test('an answer without end is given up, and the event has been taken', async () => {
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

test('no proxy stands between this machine and a receiver', async () => {
  await using receiver = await Receiver.start()
  await using proxy = await Receiver.start()
  const argv = ['trigger', EVENT, '--to', receiver.url.replace('127.0.0.1', 'localhost')]

  const {exitStatus} = await hooks(argv, {HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url})

  expect(exitStatus).toBe(0)
  expect(receiver.received).toMatchObject([{headers: {'user-agent': 'hooks'}}])
  expect(proxy.received).toEqual([])
})
