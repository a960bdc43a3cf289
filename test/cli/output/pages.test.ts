import {execFile} from 'node:child_process'
import path from 'node:path'
import {expect, test} from 'vitest'
import {captureOutput} from '@oclif/test'
import {readDeliveryPages} from '../../../src/actions/deliveries/pages.ts'
import {collectRows, canStream, streamPages} from '../../../src/cli/output/pages.ts'
import type {OutputFormat} from '../../../src/context/output-format.ts'
import {createProcessContext} from '../../../src/context/context.ts'
import {answering} from '../../support/answering-server.ts'
import {startEmulator} from '../../support/emulator.ts'
import {hooks} from '../../support/run.ts'

const EVENT = 'video.source.recorded'
const COLUMNS = [{name: 'n', value: (row: number) => row}]

async function stream(format: OutputFormat, pages: AsyncIterable<readonly number[]>) {
  const {stdout, error, result} = await captureOutput(() =>
    streamPages(
      format,
      {pages, columns: COLUMNS},
      {context: createProcessContext(), arrangement: {}},
    ),
  )
  if (error !== undefined) throw error
  return {stdout, count: result}
}

async function* twoPages() {
  yield [1, 2]
  yield [3]
}

test('pages are printed as one list; CSV has one header', async () => {
  expect(await stream('ndjson', twoPages())).toEqual({stdout: '1\n2\n3\n', count: 3})
  expect(await stream('tsv', twoPages())).toEqual({stdout: '1\n2\n3\n', count: 3})
  expect(await stream('csv', twoPages())).toEqual({stdout: 'n\n1\n2\n3\n', count: 3})
})

test('a page is printed before the next one is requested', async () => {
  const written: string[] = []
  async function* pages() {
    yield [1]
    written.push('asked for the second')
    yield [2]
  }

  const write = process.stdout.write
  process.stdout.write = (text: unknown, _encoding: unknown, done?: unknown) => {
    written.push(String(text))
    if (typeof done === 'function') done()
    return true
  }
  try {
    await streamPages(
      'ndjson',
      {pages: pages(), columns: COLUMNS},
      {context: createProcessContext(), arrangement: {}},
    )
  } finally {
    process.stdout.write = write
  }

  expect(written).toEqual(['1\n', 'asked for the second', '2\n'])
})

test('output that needs all rows is not streamed', () => {
  const sort = {column: 'n', isDescending: false}

  expect((['ndjson', 'tsv', 'csv'] as const).map((it) => canStream(it, {}))).toEqual([
    true,
    true,
    true,
  ])
  expect((['json', 'table'] as const).map((it) => canStream(it, {}))).toEqual([false, false])
  expect(canStream('ndjson', {sort})).toBe(false)
})

test('an unknown column is reported before the first page is requested', async () => {
  let isAsked = false
  async function* pages() {
    isAsked = true
    yield [1]
  }
  const arrangement = {columns: ['m']}

  await expect(
    streamPages(
      'tsv',
      {pages: pages(), columns: COLUMNS},
      {context: createProcessContext(), arrangement},
    ),
  ).rejects.toMatchObject({code: 'usage'})
  expect(isAsked).toBe(false)
})

test('all deliveries of every page are listed', async () => {
  await using emulator = await startEmulator()
  await using receiver = await answering({status: 200})
  await emulator.control.webhooks.create({provider: 'apivideo', url: receiver.url, events: [EVENT]})
  for (let n = 0; n < 3; n++) await hooks(['trigger', EVENT], emulator.env)
  const {list} = emulator.control.deliveries
  const small = {
    ...emulator.control,
    deliveries: {...emulator.control.deliveries, list: (query = {}) => list({...query, limit: 2})},
  }

  const rows = await collectRows(readDeliveryPages(small, {}))
  const printed = await hooks(['deliveries', '--all', '-o', 'ndjson'], emulator.env)
  const asJson = await hooks(['deliveries', '--all', '--json'], emulator.env)

  const {deliveries} = await list()
  expect(deliveries).toHaveLength(3)
  expect(rows).toEqual(deliveries)
  expect(
    printed.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual(deliveries)
  expect(JSON.parse(asJson.stdout)).toEqual({deliveries})
})

test('a list stops early when its reader closes the pipe', async () => {
  const script = `
    import {streamPages} from '${path.resolve('src/cli/output/pages.ts')}'
    import '@oclif/core'
    import {createProcessContext} from '${path.resolve('src/context/context.ts')}'
    async function* pages() { for (;;) yield [1] }
    const columns = [{name: 'n', value: (row) => row}]
    await streamPages('tsv', {pages: pages(), columns}, {context: createProcessContext(), arrangement: {}})
    process.stderr.write('ended')`

  const stderr = await new Promise<string>((resolve) => {
    const child = execFile(process.execPath, ['--input-type=module', '-e', script], (_, __, text) =>
      resolve(text),
    )
    child.stdout?.once('data', () => child.stdout?.destroy())
  })

  expect(stderr).toBe('ended')
})
