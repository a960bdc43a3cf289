import type {Socket} from 'node:net'
import {expect, test} from 'vitest'
import {openStream, type Streamed} from '../../src/control/stream.ts'
import {flood, startRawServer} from '../support/raw-server.ts'

const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n'
const GAP = {type: 'gap', at: '2026-01-02T03:04:05.678Z', missed: 5}
const DATA = JSON.stringify(GAP)

/** A server that responds to a stream request with `body` and ends the response. */
function startStreaming(body: string) {
  return startRawServer((socket) => void socket.end(`${HEAD}${body}`))
}

async function readAll(url: string): Promise<Streamed[]> {
  return Array.fromAsync(await openStream({url}))
}

test.each([
  ['lines that end in CRLF', `id: a-1\r\ndata: ${DATA}\r\n\r\n`],
  ['lines that end in CR', `id: a-1\rdata: ${DATA}\r\r\n`],
  ['a byte order mark', `\u{FEFF}id: a-1\ndata: ${DATA}\n\n`],
  ['no space after the colons', `id:a-1\ndata:${DATA}\n\n`],
  ['comments, and one among the fields', `: hello\n\nid: a-1\n: still here\ndata: ${DATA}\n\n`],
  ['a time to come again after', `retry: 1000\n\nretry: 20\nid: a-1\ndata: ${DATA}\n\n`],
  ['a retry that is not a number', `retry: soon\nid: a-1\ndata: ${DATA}\n\n`],
  ['a field that nobody knows', `colour: blue\nid: a-1\ndata: ${DATA}\n\n`],
  [
    'data over several lines',
    `id: a-1\n${JSON.stringify(GAP, undefined, 2).replaceAll(/^/gm, 'data: ')}\n\n`,
  ],
])('an item is read from a stream with %s', async (_, body) => {
  await using server = await startStreaming(body)

  expect(await readAll(server.url)).toEqual([{id: 'a-1', item: GAP}])
})

test('a heartbeat, an item of an unknown type and an incomplete last one are skipped', async () => {
  const unknown = JSON.stringify({type: 'webhook.painted'})
  await using server = await startStreaming(
    `: nothing new\nid: a-1\n\nid: a-2\ndata: ${unknown}\n\nid: a-3\ndata: ${DATA}\n\nid: a-4\ndata: ${DATA}\n`,
  )

  expect((await readAll(server.url)).map(({id}) => id)).toEqual(['a-3'])
})

test('a character whose bytes arrive in separate chunks is decoded', async () => {
  const at = 'später 😀'
  const frame = Buffer.from(`data: ${JSON.stringify({...GAP, at})}\n\n`)
  const middle = frame.indexOf('😀') + 2
  const sockets: Socket[] = []
  await using server = await startRawServer((socket) => {
    sockets.push(socket)
    socket.write(
      Buffer.concat([Buffer.from(`${HEAD}data: ${DATA}\n\n`), frame.subarray(0, middle)]),
    )
  })
  const items = (await openStream({url: server.url}))[Symbol.asyncIterator]()
  // Once the previous item has arrived, so has the first half of the character.
  await items.next()

  sockets[0]?.end(frame.subarray(middle))

  expect((await items.next()).value).toMatchObject({item: {at}})
})

test.each([
  ['a line', 'x'.repeat(64 * 1024)],
  ['an event', `data: ${'x'.repeat(64 * 1024)}\n`],
])('%s without an end interrupts the stream', async (_, piece) => {
  await using server = await startRawServer((socket) => {
    socket.write(`${HEAD}data: `)
    flood(socket, piece)
  })

  await expect(readAll(server.url)).rejects.toMatchObject({
    code: 'unreachable',
    message: 'the stream was interrupted',
    cause: {type: 'max-buffer-size-exceeded'},
  })
})
