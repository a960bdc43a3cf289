import {SEND_LIMITS, Sender} from '../../src/sending/send.ts'

/** Runs as a separate process. Measures by how many bytes memory grows while it sends to a URL. */
const TRIES = 10
const WARM_UP = 3
const [url = ''] = process.argv.slice(2)
await using sender = new Sender({policy: {loopback: true, allow: []}, limits: SEND_LIMITS})
const send = () => sender.send({url, headers: {}, body: '{}'}, new AbortController().signal)
// Memory grows in any case until the code is compiled and the pools exist.
for (let n = 0; n < WARM_UP; n++) await send()
const before = process.memoryUsage.rss()
let most = 0
const outcomes = []
for (let n = 0; n < TRIES; n++) {
  outcomes.push(await send())
  most = Math.max(most, process.memoryUsage.rss() - before)
}
console.log(JSON.stringify({most, outcomes}))
