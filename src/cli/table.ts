import {Chalk} from 'chalk'
import CliTable from 'cli-table3'
import {plain, type Cell, type Column, type ListView, type Tone} from './output.ts'
import type {World} from './world.ts'

/** Two blanks between columns and no lines: what is read by eye is also copied by hand. */
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

export type TableOptions = {readonly world: World; readonly hasHead: boolean}

/** For eyes: aligned, coloured where it carries meaning, times relative on a terminal. */
export function renderTable<Row>(list: ListView<Row>, {world, hasHead}: TableOptions): string {
  if (list.rows.length === 0) return ''
  const chalk = new Chalk({level: world.terminal && world.env.colour ? 1 : 0})
  const paint = (text: string, tone: Tone | undefined) =>
    tone === undefined ? text : chalk[TONES[tone]](text)

  const table = new CliTable({
    head: hasHead ? list.columns.map(({name}) => chalk.bold(name.toUpperCase())) : [],
    chars: NO_LINES,
    style: {'padding-left': 0, 'padding-right': 0, head: [], border: []},
  })
  const cell = (column: Column<Row>, row: Row) =>
    paint(shown(column.value(row), world), column.tone?.(row))
  for (const row of list.rows) table.push(list.columns.map((column) => cell(column, row)))
  return `${table.toString().replace(/ +$/gm, '')}\n`
}

function shown(cell: Cell, world: World): string {
  return cell instanceof Date && world.terminal ? relative(cell, world.now()) : plain(cell)
}

/** "3 minutes ago", "in 5 seconds". */
function relative(time: Date, now: Date): string {
  const ms = time.getTime() - now.getTime()
  const {unit, ms: unitMs} = UNITS.find((each) => Math.abs(ms) >= each.ms) ?? UNITS[3]
  return new Intl.RelativeTimeFormat('en').format(Math.trunc(ms / unitMs), unit)
}
