import {expect, test} from 'vitest'
import {type Control, startControl} from '../support/control.ts'
import {hooks} from '../support/run.ts'

/** More than fit into one response. */
const MANY = 501

async function create({control}: Control, event: string): Promise<string> {
  const url = 'https://example.com/hook'
  return (await control.webhooks.create({provider: 'standard', url, events: [event]})).id
}

test('a list is paginated, oldest first, with the filter on each page', async () => {
  await using control = await startControl()
  const ids: string[] = []
  for (const event of ['a', 'other', 'a', 'a', 'a']) ids.push(await create(control, event))
  const ask = async (query: string) => {
    const {json} = await control.ask('GET', `/v1/webhooks?${query}`)
    return {ids: pickIds(json), next: json.nextCursor}
  }

  const first = await ask(`limit=2&event=a`)
  const second = await ask(`limit=2&event=a&cursor=${first.next}`)
  const third = await ask(`limit=2&event=a&cursor=${second.next}`)

  expect(first.ids).toEqual([ids[0], ids[2]])
  expect(second.ids).toEqual([ids[3], ids[4]])
  expect(third).toEqual({ids: [], next: undefined})
})

test.each(['limit=0', 'limit=501', 'limit=x', 'cursor=%21', 'cursor='])(
  'a list refuses %s',
  async (query) => {
    await using control = await startControl()

    const {status, json} = await control.ask('GET', `/v1/webhooks?${query}`)

    expect({status, code: json.error.code}).toEqual({status: 400, code: 'usage'})
  },
)

test('the command line lists all pages', async () => {
  await using control = await startControl()
  const ids = await Promise.all(Array.from({length: MANY}, () => create(control, 'a')))

  const {json} = await control.ask('GET', '/v1/webhooks')
  const {stdout} = await hooks(['list', '--json'], control.env)

  expect(json.webhooks).toHaveLength(MANY - 1)
  expect(json.nextCursor).toEqual(expect.any(String))
  expect(pickIds(JSON.parse(stdout)).toSorted()).toEqual(ids.toSorted())
})

function pickIds({webhooks}: {readonly webhooks: readonly {readonly id: string}[]}): string[] {
  return webhooks.map(({id}) => id)
}
