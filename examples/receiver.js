// A minimal receiver. It accepts a delivery only if its signature is valid.
//
//   SIGNING_SECRET=whsec_… node examples/receiver.js
//
// SIGNING_SECRET is the signing secret that `hooks create` shows. The signature is that of Standard Webhooks;
// https://www.standardwebhooks.com lists libraries that verify it.
import {createHmac, timingSafeEqual} from 'node:crypto'
import {createServer} from 'node:http'

const PORT = process.env.PORT ?? 3000
/** Older signatures are rejected, so that nobody can send a recorded delivery again. */
const TOLERANCE_SECONDS = 300

const key = Buffer.from((process.env.SIGNING_SECRET ?? '').replace(/^whsec_/, ''), 'base64')

createServer(async (request, response) => {
  const body = Buffer.concat(await request.toArray())
  if (!isGenuine(request.headers, body)) return response.writeHead(401).end('bad signature\n')

  // Answer first and process the event later: a slow answer counts as a failure and is retried.
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
  // There are several signatures while a secret is being rotated; one valid signature is enough.
  return signatures.split(' ').some((signature) => {
    const given = Buffer.from(signature.replace(/^v1,/, ''), 'base64')
    return given.length === expected.length && timingSafeEqual(given, expected)
  })
}
