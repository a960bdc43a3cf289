import {arrangeList, type Arrangement} from './columns.ts'
import {render} from './output.ts'
import type {ListView} from './view.ts'
import type {OutputFormat} from '../../context/output-format.ts'
import type {Context} from '../../context/context.ts'

/** A list that arrives page by page, with rows in the order in which they are shown. */
export type Pages<Row> = Omit<ListView<Row>, 'rows'> & {
  readonly pages: AsyncIterable<readonly Row[]>
}

/**
 * Whether each page can be printed before the next one arrives. A table needs all rows to find the
 * column widths, sorting needs all rows, and JSON is a single value.
 */
export function canStream(format: OutputFormat, {sort}: Arrangement): boolean {
  return sort === undefined && ['ndjson', 'tsv', 'csv'].includes(format)
}

/**
 * Prints page after page without keeping them, and stops early when the output is closed. Returns
 * the number of rows printed.
 *
 * @throws HooksError usage, for an unknown column, before the first page is requested
 */
export async function streamPages<Row>(
  format: OutputFormat,
  {pages, columns}: Pages<Row>,
  {context, arrangement}: {context: Context; arrangement: Arrangement},
): Promise<number> {
  const arranged = arrangeList<Row>({rows: [], columns}, arrangement)
  let count = 0
  if (!(await context.stdout.deliver(await render(format, [], arranged, context)))) return count
  for await (const rows of pages) {
    const text = await render(format, rows, {...arranged, rows, hasHead: false}, context)
    if (!(await context.stdout.deliver(text))) return count
    count += rows.length
  }
  return count
}

export async function collectRows<Row>(pages: AsyncIterable<readonly Row[]>): Promise<Row[]> {
  return (await Array.fromAsync(pages)).flat()
}
