import {Chalk} from 'chalk'
import CliTable from 'cli-table3'
import {toPlainText, type ListView, type Column, type Tone, type Cell} from './view.ts'
import {fitWidths, shorten, measureText} from './widths.ts'
import type {Context} from '../../context/context.ts'

/** Two spaces between columns and no lines, so that cells are easy to select and copy. */
const NO_LINES = {
  top: '', 'top-mid': '', 'top-left': '', 'top-right': '',
  bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '',
  left: '', 'left-mid': '', mid: '', 'mid-mid': '',
  right: '', 'right-mid': '', middle: '  ',
} // prettier-ignore

const TONES = {good: 'green', bad: 'red', waiting: 'yellow'} as const

const UNITS = [
  {unit: 'day', ms: 86_400_000},
  {unit: 'hour', ms: 3_600_000},
  {unit: 'minute', ms: 60_000},
  {unit: 'second', ms: 1000},
] as const

export type TableOptions = {readonly context: Context; readonly hasHead: boolean}

/**
 * A table for people: aligned, coloured where colour carries meaning; on a terminal, times are
 * relative and no line is wider than the terminal.
 */
export function renderTable<Row>(list: ListView<Row>, {context, hasHead}: TableOptions): string {
  if (list.rows.length === 0) return ''
  const chalk = new Chalk({level: context.stdout.isTerminal && context.env.colour ? 1 : 0})
  const paint = (text: string, tone: Tone | undefined) =>
    tone === undefined ? text : chalk[TONES[tone]](text)

  const columns = list.columns.filter(({isBelow}) => isBelow !== true)
  const titles = hasHead ? columns.map(({name}) => name.toUpperCase()) : []
  const texts = list.rows.map((row) => columns.map(({value}) => formatCell(value(row), context)))
  const widths =
    list.isWhole === true ? [] : computeColumnWidths(columns, [titles, ...texts], context)
  const cut = (text: string, index: number) => shorten(text, widths[index])

  const table = new CliTable({
    head: titles.map((title, index) => chalk.bold(cut(title, index))),
    chars: NO_LINES,
    style: {'padding-left': 0, 'padding-right': 0, head: [], border: []},
  })
  for (const [index, row] of list.rows.entries()) {
    const cells = texts[index] ?? []
    table.push(cells.map((text, at) => paint(cut(text, at), columns[at]?.tone?.(row))))
  }
  const lines = table.toString().split('\n')
  const head = lines.splice(0, lines.length - list.rows.length)
  const whole = list.rows.flatMap((row, index) => [lines[index] ?? '', ...formatBelow(list, row)])
  return [...head, ...whole].map((line) => `${line.trimEnd()}\n`).join('')
}

function formatBelow<Row>({columns}: ListView<Row>, row: Row): string[] {
  const texts = columns
    .filter(({isBelow}) => isBelow === true)
    .map(({value}) => toPlainText(value(row)))
  return texts.filter((text) => text !== '').map((text) => `${NO_LINES.middle}→ ${text}`)
}

/** The maximum width of each column; empty if the width is unlimited. */
function computeColumnWidths<Row>(
  columns: readonly Column<Row>[],
  lines: readonly (readonly string[])[],
  context: Context,
): readonly number[] {
  const available = context.stdout.isTerminal ? context.stdout.width() : undefined
  if (available === undefined) return []
  const wanted = columns.map(({isKept = false}, index) => ({
    isKept,
    width: lines.reduce((widest, line) => Math.max(widest, measureText(line[index] ?? '')), 0),
  }))
  return fitWidths(wanted, available - NO_LINES.middle.length * (columns.length - 1))
}

function formatCell(cell: Cell, context: Context): string {
  return cell instanceof Date && context.stdout.isTerminal
    ? formatRelative(cell, context.now())
    : toPlainText(cell)
}

/** "3m ago", "in 5s". */
function formatRelative(time: Date, now: Date): string {
  const ms = time.getTime() - now.getTime()
  const {unit, ms: unitMs} = UNITS.find((each) => Math.abs(ms) >= each.ms) ?? UNITS[3]
  return new Intl.RelativeTimeFormat('en', {style: 'narrow'}).format(Math.trunc(ms / unitMs), unit)
}
