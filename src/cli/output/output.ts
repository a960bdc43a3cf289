import type {Context} from '../../context/context.ts'
import {visibleJson} from '../../core/masking/visible.ts'
import {plain, type Cell, type ListView, type RecordView, type View} from './view.ts'
import type {OutputFormat} from '../../context/output-format.ts'

/** The answer of a command as text, with a line break at the end; empty when there is nothing. */
export async function render<Row>(
  format: OutputFormat,
  result: unknown,
  view: View<Row>,
  context: Context,
): Promise<string> {
  if (format === 'json') return `${visibleJson(result, 2)}\n`
  if (format === 'ndjson') {
    const values = 'rows' in view ? view.rows : [result]
    return lines(values.map((value) => visibleJson(value)))
  }
  if ('rows' in view) return renderList(format, view, {context, hasHead: view.hasHead ?? true})
  return renderList(format, asList(view), {context, hasHead: false})
}

async function renderList<Row>(
  format: OutputFormat,
  list: ListView<Row>,
  options: {context: Context; hasHead: boolean},
): Promise<string> {
  if (format === 'tsv') return lines(list.rows.map((row) => cells(list, row).map(plain).join('\t')))
  if (format === 'csv') return csv(list, options.hasHead)
  const {renderTable} = await import('./table.ts')
  return renderTable(list, options)
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
