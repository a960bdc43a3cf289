import {expect, test} from 'vitest'
import {answering, type CannedAnswer} from '../support/answering-server.ts'
import {hooks} from '../support/run.ts'
import {startVendor} from '../support/vendor.ts'

/** Triggers the test event of Mobile Data Anywhere, which the vendor sends on request. */
async function triggerTest(answer: CannedAnswer, ...rest: readonly string[]) {
  await using vendor = await startVendor('mda', ({key}) => ({
    scope: '7',
    credentials: {username: 'anybody', apiSecret: key},
  }))
  await using receiver = await answering(answer)
  const endpoint = `${receiver.url.replace('http://', '')}/in`
  const created = await hooks(['create', '--url', endpoint], vendor.env)
  expect(created.exitStatus).toBe(0)
  const ran = await hooks(['trigger', 'session.test', ...rest], vendor.env)
  return {...ran, asked: receiver.asked}
}

test('trigger asks the vendor to send its test event, and waits for the response', async () => {
  const {stdout, exitStatus, asked} = await triggerTest({status: 200}, '--json')

  expect(exitStatus).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({
    sentBy: 'vendor',
    event: {type: 'session.test', provider: 'mda', scope: '7'},
    deliveries: [{webhookId: '7', state: 'delivered', code: 200}],
  })
  expect(asked.map(({body}) => JSON.parse(body).event_type)).toEqual(['session.test'])
})

test('trigger says that the vendor sent the event', async () => {
  const {stderr} = await triggerTest({status: 200})

  expect(stderr).toBe('Sent by Mobile Data Anywhere itself.\n')
})

test('an error response from the receiver exits 7', async () => {
  expect((await triggerTest({status: 404})).exitStatus).toBe(7)
})

test('changing the payload of a vendor’s test exits 2', async () => {
  const {stderr, exitStatus, asked} = await triggerTest({status: 200}, '--set', 'client_id=1')

  expect(exitStatus).toBe(2)
  expect(stderr).toContain('--to URL')
  expect(asked).toEqual([])
})

test('other events of the same vendor are sent by hooks', async () => {
  await using vendor = await startVendor('mda', ({key}) => ({
    scope: '7',
    credentials: {username: 'anybody', apiSecret: key},
  }))

  const {exitStatus} = await hooks(['trigger', 'session.create'], vendor.env)

  expect(exitStatus).toBe(4)
})
