import {expect, test} from 'vitest'
import {render} from '../../../src/cli/output/output.ts'
import type {Column} from '../../../src/cli/output/view.ts'
import {shorten, measureText} from '../../../src/cli/output/widths.ts'
import {contextWith} from '../../support/context.ts'

type Row = readonly string[]

const LONG = `https://example.com/${'path/'.repeat(30)}`
const KEPT = 'webhook_4fHIrTXXxuxV4lVlkiSHLn'

type Shown = {width?: number; terminal?: boolean; isKept?: boolean}

/** Renders a table of strings; the columns are a, b, and so on. */
async function renderTable(rows: readonly Row[], {width, terminal = true, isKept}: Shown = {}) {
  const columns: Column<Row>[] = (rows[0] ?? []).map((_, index) => ({
    name: String.fromCharCode(97 + index),
    value: (row) => row[index],
    ...(isKept === true && index === 0 ? {isKept} : {}),
  }))
  const colourless = contextWith({isTerminal: terminal, width, colour: false})
  const text = await render('table', rows, {rows, columns}, colourless)
  return text.trimEnd().split('\n')
}

for (const width of [20, 40, 80, 120]) {
  test(`no line is longer than a terminal of ${width} columns`, async () => {
    const rows = [
      [KEPT, 'video.source.recorded,video.encoding.quality.completed', LONG],
      ['webhook_2', '録画が完了しました'.repeat(5), '👩‍👩‍👧‍👦'.repeat(40)],
    ]

    for (const line of await renderTable(rows, {width})) {
      expect(measureText(line)).toBeLessThanOrEqual(width)
    }
    expect((await renderTable(rows, {width})).join('\n')).toContain('…')
  })
}

test('ids are shortened last', async () => {
  const [, line] = await renderTable([[KEPT, LONG]], {width: 50, isKept: true})

  expect(line).toMatch(new RegExp(`^${KEPT}  https.*…$`))
})

test('a single record is never shortened, however narrow the terminal: a secret is shown only once', async () => {
  const context = contextWith({isTerminal: true, width: 40})

  const text = await render('table', {}, {fields: [['secret', LONG]]}, context)

  expect(text).toBe(`secret  ${LONG}\n`)
})

test('text that is too long for a column is shown in full below its row', async () => {
  const columns = [
    {name: 'a', value: (row: Row) => row[0]},
    {name: 'b', value: (row: Row) => row[1], isBelow: true},
  ]
  const colourless = contextWith({isTerminal: true, width: 20, colour: false})
  const rows = [['x', LONG], ['y']]

  const text = await render('table', rows, {rows, columns}, colourless)

  expect(text).toBe(`A\nx\n  → ${LONG}\ny\n`)
})

test('text that fits is not shortened, nor is any in a pipe or with an unknown width', async () => {
  expect((await renderTable([['x', 'y']], {width: 20}))[1]).toBe('x  y')
  expect((await renderTable([['x', LONG]], {width: 20, terminal: false}))[1]).toBe(`x  ${LONG}`)
  expect((await renderTable([['x', LONG]]))[1]).toBe(`x  ${LONG}`)
})

test('columns stay aligned after CJK, emoji and combining marks', async () => {
  const lines = await renderTable([
    ['録画', '|'],
    ['🎥 ok', '|'],
    ['e\u0301te\u0301', '|'],
    ['plain text', '|'],
  ])

  const starts = lines.slice(1).map((line) => measureText(line.slice(0, line.indexOf('|'))))
  expect(new Set(starts)).toEqual(new Set([12]))
})

test('a character is never cut in half', () => {
  expect(shorten('録画録画', 4)).toBe('録…')
  expect(shorten('👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 3)).toBe('👩‍👩‍👧‍👦…')
  expect(shorten('🎥🎥🎥', 4)).toBe('🎥…')
  expect(shorten('abc', 3)).toBe('abc')
})

test('the escape of a control character counts with its printed width', async () => {
  const lines = await renderTable([['a\u001B[2Jb', '|']], {width: 60})

  expect(lines[1]).toBe('a\\u001b[2Jb  |')
})
