import {SEND_LIMITS, Sender} from '../../src/sending/send.ts'

/** A separate process that prints by how many bytes its memory grows while it sends to the given URL. */
const TRIES = 10
const WARM_UP = 3
const [url = ''] = process.argv.slice(2)
await using sender = new Sender({policy: {loopback: true, allow: []}, limits: SEND_LIMITS})
const send = () => sender.send({url, headers: {}, body: '{}'}, new AbortController().signal)
// Until code is compiled and pools are filled, memory grows in any case.
for (let n = 0; n < WARM_UP; n++) await send()
const before = process.memoryUsage.rss()
let most = 0
const outcomes = []
for (let n = 0; n < TRIES; n++) {
  outcomes.push(await send())
  most = Math.max(most, process.memoryUsage.rss() - before)
}
console.log(JSON.stringify({most, outcomes}))
