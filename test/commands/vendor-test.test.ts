import {expect, test} from 'vitest'
import {answering, type CannedAnswer} from '../support/answering-server.ts'
import {hooks} from '../support/run.ts'
import {startVendor} from '../support/vendor.ts'

/** Mobile Data Anywhere sends a test itself when it is asked to. */
async function triggerAt(answer: CannedAnswer, ...rest: readonly string[]) {
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

test('trigger of its test event asks the vendor, and waits for what the receiver answered', async () => {
  const {stdout, exitStatus, asked} = await triggerAt({status: 200}, '--json')

  expect(exitStatus).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({
    sentBy: 'vendor',
    event: {type: 'session.test', provider: 'mda', scope: '7'},
    deliveries: [{webhookId: '7', state: 'delivered', code: 200}],
  })
  expect(asked.map(({body}) => JSON.parse(body).event_type)).toEqual(['session.test'])
})

test('it says who sent it', async () => {
  const {stderr} = await triggerAt({status: 200})

  expect(stderr).toBe('Sent by Mobile Data Anywhere itself.\n')
})

test('a receiver that answers badly exits 7', async () => {
  expect((await triggerAt({status: 404})).exitStatus).toBe(7)
})

test('the payload of a test is the vendor’s: changing it exits 2', async () => {
  const {stderr, exitStatus, asked} = await triggerAt({status: 200}, '--set', 'client_id=1')

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
