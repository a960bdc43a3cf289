import type {Context} from '../../context/context.ts'
import {formatVisibleJson} from '../../core/masking/visible.ts'
import {toPlainText, type Cell, type ListView, type RecordView, type View} from './view.ts'
import type {OutputFormat} from '../../context/output-format.ts'

/** The output of a command as text ending with a line break; empty if there is nothing to print. */
export async function render<Row>(
  format: OutputFormat,
  result: unknown,
  view: View<Row>,
  context: Context,
): Promise<string> {
  if (format === 'json') return `${formatVisibleJson(result, 2)}\n`
  if (format === 'ndjson') {
    const values = 'rows' in view ? view.rows : [result]
    return joinLines(values.map((value) => formatVisibleJson(value)))
  }
  if ('rows' in view) return renderList(format, view, {context, hasHead: view.hasHead ?? true})
  return renderList(format, toList(view), {context, hasHead: false})
}

async function renderList<Row>(
  format: OutputFormat,
  list: ListView<Row>,
  options: {context: Context; hasHead: boolean},
): Promise<string> {
  if (format === 'tsv')
    return joinLines(list.rows.map((row) => toCells(list, row).map(toPlainText).join('\t')))
  if (format === 'csv') return formatCsv(list, options.hasHead)
  const {renderTable} = await import('./table.ts')
  return renderTable(list, options)
}

type Field = RecordView['fields'][number]

function toList({fields}: RecordView): ListView<Field> {
  return {
    rows: fields.filter(([, value]) => value !== undefined),
    isWhole: true,
    columns: [
      {name: 'field', value: ([name]) => name},
      {name: 'value', value: ([, value]) => value},
    ],
  }
}

function formatCsv<Row>(list: ListView<Row>, hasHead: boolean): string {
  const head = hasHead ? [list.columns.map(({name}) => name).join(',')] : []
  return joinLines([
    ...head,
    ...list.rows.map((row) => toCells(list, row).map(formatCsvCell).join(',')),
  ])
}

/**
 * Quoted where needed. Text that a spreadsheet would run as a formula is prefixed with an
 * apostrophe; some programs ignore leading blanks and accept the full-width signs too. Tabs and line
 * breaks have been escaped before.
 */
function formatCsvCell(cell: Cell): string {
  const text = toPlainText(cell)
  const safe = typeof cell === 'string' && /^\s*[=+\-@＝＋－＠]/u.test(text) ? `'${text}` : text
  return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

function toCells<Row>({columns}: ListView<Row>, row: Row): Cell[] {
  return columns.map((column) => column.value(row))
}

function joinLines(all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join('')
}
