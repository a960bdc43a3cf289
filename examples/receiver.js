// A receiver as small as it can be: it takes a delivery only if its signature is right.
//
//   SIGNING_SECRET=whsec_… node examples/receiver.js
//
// The secret is the `signingSecret` that `hooks create` shows. The check is that of Standard Webhooks;
// libraries that do it for you are at https://www.standardwebhooks.com.
import {createHmac, timingSafeEqual} from 'node:crypto'
import {createServer} from 'node:http'

const PORT = process.env.PORT ?? 3000
/** A delivery that was signed longer ago is refused, so that a recorded one is of no use. */
const TOLERANCE_SECONDS = 300

const key = Buffer.from((process.env.SIGNING_SECRET ?? '').replace(/^whsec_/, ''), 'base64')

createServer(async (request, response) => {
  const body = Buffer.concat(await request.toArray())
  if (!isGenuine(request.headers, body)) return response.writeHead(401).end('bad signature\n')

  // Answer first and work later: who waits too long is tried again.
  response.writeHead(204).end()
  console.log(request.headers['webhook-id'], String(body))
}).listen(PORT, () => console.log(`listening on http://localhost:${PORT}/webhooks`))

function isGenuine(headers, body) {
  const {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures = '',
  } = headers
  if (Math.abs(Date.now() / 1000 - Number(timestamp)) > TOLERANCE_SECONDS) return false

  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest()
  // Several while a secret is being changed; one that fits is enough.
  return signatures.split(' ').some((signature) => {
    const given = Buffer.from(signature.replace(/^v1,/, ''), 'base64')
    return given.length === expected.length && timingSafeEqual(given, expected)
  })
}
