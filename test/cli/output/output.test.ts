import {expect, test} from 'vitest'
import {render} from '../../../src/cli/output/output.ts'
import type {Cell} from '../../../src/cli/output/view.ts'
import type {OutputFormat} from '../../../src/context/output-format.ts'
import {createProcessContext} from '../../../src/context/context.ts'
import {contextWith} from '../../support/context.ts'

const NOW = new Date('2026-01-02T00:03:00Z')
const MADE = new Date('2026-01-02T00:00:00Z')

function print(format: OutputFormat, cell: Cell, terminal = false) {
  const rows = [{a: 'x', b: cell}]
  const columns = [
    {name: 'a', value: ({a}: (typeof rows)[0]) => a, tone: () => 'good' as const},
    {name: 'b', value: ({b}: (typeof rows)[0]) => b},
  ]
  return render(
    format,
    {rows},
    {rows, columns},
    contextWith({isTerminal: terminal, now: NOW, colour: true}),
  )
}

test('JSON is the result of the command; NDJSON is one line per row', async () => {
  expect(JSON.parse(await print('json', 'y'))).toEqual({rows: [{a: 'x', b: 'y'}]})
  expect(await print('ndjson', 'y')).toBe('{"a":"x","b":"y"}\n')
})

test('TSV has no header and no colour', async () => {
  expect(await print('tsv', 'y')).toBe('x\ty\n')
})

test('CSV has a header, and quotes cells that need it', async () => {
  expect(await print('csv', 'say "a, b"')).toBe('a,b\nx,"say ""a, b"""\n')
})

for (const formula of ['=1+1', '+1', '-1', '@SUM(A1)', ' =1', '＝1']) {
  test(`in csv ${formula} cannot become a formula, but a number stays one`, async () => {
    expect(await print('csv', formula)).toBe(`a,b\nx,'${formula}\n`)
    expect(await print('csv', -1)).toBe('a,b\nx,-1\n')
  })
}

test('times are relative in a table on a terminal, ISO 8601 elsewhere', async () => {
  expect(await print('table', MADE, true)).toContain('3m ago')
  expect(await print('table', MADE)).toContain('2026-01-02T00:00:00.000Z')
  expect(await print('tsv', MADE)).toContain('2026-01-02T00:00:00.000Z')
})

test('a table has colour on a terminal only, and none with NO_COLOR', async () => {
  const colourless = contextWith({isTerminal: true, colour: false})
  const rows = ['x']
  const view = {
    rows,
    columns: [{name: 'a', value: (row: string) => row, tone: () => 'bad' as const}],
  }

  expect(await print('table', 'y', true)).toContain('\u001B[32mx')
  expect(await print('table', 'y')).not.toContain('\u001B')
  expect(await render('table', rows, view, colourless)).not.toContain('\u001B')
})

/** Characters that are invisible or reorder text. */
const HIDDEN = '\u007F\u061C\u200B\u200E\u200F\u2028\u2029\u2060\u2066\u2069\uFEFF'

for (const format of ['table', 'tsv', 'csv', 'json', 'ndjson'] as const) {
  test(`${format} shows control characters and bidi marks escaped`, async () => {
    const text = await print(format, `a\u001B[2J\u202Eb\u009B\tc${HIDDEN}`)

    for (const unsafe of `\u001B\u202E\u009B${HIDDEN}`) expect(text).not.toContain(unsafe)
    expect(text).toContain('\\u001b')
    expect(text).toContain('\\u202e')
    expect(text).toContain('\\u009b')
  })
}

test('a record has one line per field with a value', async () => {
  const view = {
    fields: [
      ['id', '1'],
      ['kind', undefined],
      ['n', 2],
    ],
  } as const

  expect(await render('tsv', {}, view, createProcessContext())).toBe('id\t1\nn\t2\n')
})
