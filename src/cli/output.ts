import type {World} from './world.ts'
import {visible, visibleJson} from './visible.ts'

export const OUTPUT_FORMATS = ['table', 'tsv', 'json', 'ndjson', 'csv'] as const
export type OutputFormat = (typeof OUTPUT_FORMATS)[number]

export type Cell = string | number | boolean | Date | undefined
export type Tone = 'good' | 'bad' | 'waiting'

export type Column<Row> = {
  readonly name: string
  value(row: Row): Cell
  /** Where colour carries meaning. */
  tone?(row: Row): Tone | undefined
  /** Copied by hand, such as an id: the last to be shortened where a terminal is narrow. */
  readonly isKept?: boolean
  /** In a table on a line of its own below the row: too much to stand beside others. */
  readonly isBelow?: boolean
}

/** Many things, one line each. */
export type ListView<Row> = {
  readonly rows: readonly Row[]
  readonly columns: readonly Column<Row>[]
  /** Said on stderr when there are no rows: what to do next. */
  readonly empty?: string
  /** False for what follows a head that was printed before; true by default. */
  readonly hasHead?: boolean
  /** Nothing is shortened, however narrow the terminal: what is left out could not be had again. */
  readonly isWhole?: boolean
}

/** One thing, a line for each field; fields without a value are left out. */
export type RecordView = {readonly fields: readonly (readonly [name: string, value: Cell])[]}

export type View<Row> = ListView<Row> | RecordView

/** Machines read these: errors are JSON too, and nothing else is said. */
export function isMachineFormat(format: OutputFormat): boolean {
  return format === 'json' || format === 'ndjson'
}

/** The answer of a command as text, with a line break at the end; empty when there is nothing. */
export async function render<Row>(
  format: OutputFormat,
  result: unknown,
  view: View<Row>,
  world: World,
): Promise<string> {
  if (format === 'json') return `${visibleJson(result, 2)}\n`
  if (format === 'ndjson') {
    const values = 'rows' in view ? view.rows : [result]
    return lines(values.map((value) => visibleJson(value)))
  }
  if ('rows' in view) return renderList(format, view, {world, hasHead: view.hasHead ?? true})
  return renderList(format, asList(view), {world, hasHead: false})
}

async function renderList<Row>(
  format: OutputFormat,
  list: ListView<Row>,
  options: {world: World; hasHead: boolean},
): Promise<string> {
  if (format === 'tsv') return lines(list.rows.map((row) => cells(list, row).map(plain).join('\t')))
  if (format === 'csv') return csv(list, options.hasHead)
  const {renderTable} = await import('./table.ts')
  return renderTable(list, options)
}

/** A cell outside of tables on a terminal: times are ISO 8601 in UTC. */
export function plain(cell: Cell): string {
  if (cell === undefined) return ''
  return visible(cell instanceof Date ? cell.toISOString() : String(cell))
}

type Field = RecordView['fields'][number]

function asList({fields}: RecordView): ListView<Field> {
  return {
    rows: fields.filter(([, value]) => value !== undefined),
    isWhole: true,
    columns: [
      {name: 'field', value: ([name]) => name},
      {name: 'value', value: ([, value]) => value},
    ],
  }
}

function csv<Row>(list: ListView<Row>, hasHead: boolean): string {
  const head = hasHead ? [list.columns.map(({name}) => name).join(',')] : []
  return lines([...head, ...list.rows.map((row) => cells(list, row).map(csvCell).join(','))])
}

/**
 * Quoted where needed; text that a spreadsheet would run as a formula gets a quote mark in front.
 * Some look past blanks, and at the wide forms of the signs. Tabs and line breaks are escaped before.
 */
function csvCell(cell: Cell): string {
  const text = plain(cell)
  const safe = typeof cell === 'string' && /^\s*[=+\-@＝＋－＠]/u.test(text) ? `'${text}` : text
  return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

function cells<Row>({columns}: ListView<Row>, row: Row): Cell[] {
  return columns.map((column) => column.value(row))
}

function lines(all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join('')
}
