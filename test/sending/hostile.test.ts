import {execFile} from 'node:child_process'
import type {Socket} from 'node:net'
import path from 'node:path'
import {promisify} from 'node:util'
import {brotliCompressSync, constants, gzipSync} from 'node:zlib'
import {expect, test} from 'vitest'
import {SEND_LIMITS, Sender} from '../../src/sending/send.ts'
import {drip, flood, startRawServer} from '../support/raw-server.ts'

const KIB = 1024
const NEVER = new AbortController().signal
const LIMITS = {...SEND_LIMITS, connectMs: 1000, headersMs: 100}
/** What a busy machine may add to a limit of 200 ms; much less than the receivers would take. */
const SLACK_MS = 2000

/** Sends to a receiver that answers by `answer`, and returns the outcome and the bytes written. */
async function sendTo(answer: (socket: Socket) => void, limits = LIMITS) {
  await using server = await startRawServer(answer)
  await using sender = new Sender({policy: {loopback: true, allow: []}, limits})
  const outcome = await sender.send({url: server.url, headers: {}, body: '{}'}, NEVER)
  const written = server.sockets.reduce((sum, socket) => sum + socket.bytesWritten, 0)
  return {outcome, written}
}

test.each<[string, (socket: Socket) => void]>([
  ['never responds', () => {}],
  [
    'sends its headers a byte at a time',
    (socket) => {
      socket.write('HTTP/1.1 200 OK\r\nx-slow: ')
      drip(socket, 'x', 10)
    },
  ],
  [
    'announces a response again and again',
    (socket) => {
      drip(socket, 'HTTP/1.1 103 Early Hints\r\nlink: <a>\r\n\r\n', 10)
    },
  ],
])('an attempt to a receiver that %s times out at the limit for headers', async (_what, answer) => {
  const {outcome} = await sendTo(answer)

  expect(outcome).toMatchObject({kind: 'failed', reason: 'timeout'})
  expect(outcome.durationMs).toBeGreaterThanOrEqual(99)
  expect(outcome.durationMs).toBeLessThan(SLACK_MS)
})

test('a receiver that sends its body byte by byte has accepted the delivery when time is up', async () => {
  const {outcome} = await sendTo(
    (socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n')
      drip(socket, 'x', 10)
    },
    {...LIMITS, totalMs: 200},
  )

  expect(outcome).toMatchObject({kind: 'answered', code: 200, answer: {bodyError: 'timeout'}})
  expect(outcome.durationMs).toBeGreaterThanOrEqual(199)
  expect(outcome.durationMs).toBeLessThan(SLACK_MS)
})

test('an endless body is read up to 64 KiB', async () => {
  const {outcome, written} = await sendTo((socket) => {
    socket.write('HTTP/1.1 200 OK\r\n\r\n')
    flood(socket, Buffer.alloc(64 * KIB, 'x'))
  }, SEND_LIMITS)

  expect(outcome).toMatchObject({
    kind: 'answered',
    code: 200,
    answer: {body: 'x'.repeat(8 * KIB), bodyError: 'too_large'},
  })
  // More is written than is read: the rest is in the buffers of the sockets.
  expect(written).toBeLessThan(16 * KIB * KIB)
})

test('ten endless bodies take less than 5 MiB of memory', async () => {
  await using server = await startRawServer((socket) => {
    socket.write('HTTP/1.1 200 OK\r\n\r\n')
    flood(socket, Buffer.alloc(64 * KIB, 'x'))
  })
  const program = path.resolve(import.meta.dirname, '../support/memory-of-send.ts')

  const {stdout} = await promisify(execFile)(process.execPath, [program, server.url])

  const {most, outcomes} = JSON.parse(stdout)
  expect(outcomes).toHaveLength(10)
  expect(outcomes[0]).toMatchObject({code: 200, answer: {bodyError: 'too_large'}})
  expect(most).toBeLessThan(5 * KIB * KIB)
})

test.each([
  // Larger than the maximum that is read of a response, even compressed.
  ['gzip', gzipSync(Buffer.alloc(100 * KIB * KIB)), 'too_large'],
  [
    'br',
    brotliCompressSync(Buffer.alloc(100 * KIB * KIB), {
      params: {[constants.BROTLI_PARAM_QUALITY]: 1},
    }),
    undefined,
  ],
])('a %s bomb of 100 MiB is not decompressed', async (encoding, bomb, bodyError) => {
  const {outcome} = await sendTo((socket) => {
    const head = `HTTP/1.1 200 OK\r\ncontent-encoding: ${encoding}\r\ncontent-length: ${bomb.length}\r\n\r\n`
    socket.write(Buffer.concat([Buffer.from(head), bomb]))
  })

  expect(outcome).toMatchObject({kind: 'answered', code: 200})
  expect(outcome.kind === 'answered' && outcome.answer.bodyError).toBe(bodyError)
  expect(outcome.kind === 'answered' && outcome.answer.body.length).toBeLessThanOrEqual(8 * KIB)
  expect(outcome.kind === 'answered' && outcome.answer.body.slice(0, 4)).toBe(
    bomb.toString('utf8').slice(0, 4),
  )
})

test.each<[string, (socket: Socket) => void]>([
  [
    'a header of one megabyte',
    (socket) => {
      socket.write(`HTTP/1.1 200 OK\r\nx-big: ${'x'.repeat(KIB * KIB)}\r\n\r\n`)
    },
  ],
  [
    'ten thousand headers',
    (socket) => {
      const headers = Array.from({length: 10_000}, (_, n) => `x-${n}: ${n}\r\n`).join('')
      socket.write(`HTTP/1.1 200 OK\r\n${headers}\r\n`)
    },
  ],
  [
    'endless headers',
    (socket) => {
      socket.write('HTTP/1.1 200 OK\r\n')
      flood(socket, `x-a: ${'x'.repeat(KIB)}\r\n`)
    },
  ],
  ['endless 100 Continue', (socket) => flood(socket, 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(KIB))],
  [
    'an unrequested protocol upgrade',
    (socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n')
    },
  ],
  ['an invalid status line', (socket) => void socket.write('SSH-2.0-OpenSSH_9.9\r\n')],
  ['a status that is not a number', (socket) => void socket.write('HTTP/1.1 2xx OK\r\n\r\n')],
  ['noise', (socket) => void socket.write(Buffer.from([0x16, 0x03, 0x01, 0, 1, 0xff]))],
])('an attempt to a receiver that sends %s fails as bad_answer', async (_what, answer) => {
  const {outcome} = await sendTo(answer)

  expect(outcome).toMatchObject({kind: 'failed', reason: 'bad_answer'})
  expect(outcome.durationMs).toBeLessThan(SLACK_MS)
})

test('a body that is too short is recorded as an error, and one too long is cut off', async () => {
  const short = await sendTo((socket) => {
    socket.end('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc')
  })
  const long = await sendTo((socket) => {
    socket.end('HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabcdef')
  })

  expect(short.outcome).toMatchObject({code: 200, answer: {body: 'abc', bodyError: 'reset'}})
  expect(long.outcome).toMatchObject({code: 200, answer: {body: 'abc'}})
})

test('an unrequested second response is not used for a later attempt', async () => {
  await using server = await startRawServer((socket) => {
    const answer = (code: number) => `HTTP/1.1 ${code} X\r\ncontent-length: 0\r\n\r\n`
    socket.write(server.sockets.length === 1 ? answer(200) + answer(204) : answer(500))
  })
  await using sender = new Sender({policy: {loopback: true, allow: []}})
  const sending = {url: server.url, headers: {}, body: '{}'}

  const first = await sender.send(sending, NEVER)
  const second = await sender.send(sending, NEVER)

  expect(first).toMatchObject({kind: 'answered', code: 200})
  expect(second).toMatchObject({kind: 'answered', code: 500})
})

test('headers with names of object properties are treated as ordinary headers', async () => {
  const {outcome} = await sendTo((socket) => {
    socket.write('HTTP/1.1 200 OK\r\n__proto__: x\r\nconstructor: y\r\ncontent-length: 0\r\n\r\n')
  })

  expect(outcome).toMatchObject({kind: 'answered', code: 200})
  expect(Object.prototype).not.toHaveProperty('x')
  expect(JSON.stringify(outcome)).toContain('"constructor":"y"')
})
