import {Flags} from '@oclif/core'
import {HooksError} from '../../core/errors.ts'
import {findNearest} from '../../core/nearest.ts'
import type {View, ListView, Column, Cell} from './view.ts'

/** Flags of commands that list: which columns to show, and the order of rows. */
export function defineListFlags() {
  return {
    columns: Flags.string({
      description: 'Columns to show in table, tsv and csv output, by title, in this order.',
      helpGroup: 'OUTPUT',
      helpValue: 'COLUMN,…',
    }),
    sort: Flags.string({
      description: 'Sort by a column; put - in front for descending order.',
      helpGroup: 'OUTPUT',
      helpValue: '[-]COLUMN',
    }),
  }
}

/** How the user wants a list arranged; empty to leave the view as it is. */
export type Arrangement = {
  /** Column titles; upper or lower case. */
  readonly columns?: readonly string[]
  readonly sort?: {readonly column: string; readonly isDescending: boolean}
}

/** The values of the flags of {@link defineListFlags}, if the command has them. */
export function readArrangement(flags: Readonly<Record<string, unknown>>): Arrangement {
  const {columns, sort} = flags
  return {
    ...(typeof columns === 'string' ? {columns: columns.split(',').map((it) => it.trim())} : {}),
    ...(typeof sort === 'string'
      ? {sort: {column: sort.replace(/^-/, '').trim(), isDescending: sort.startsWith('-')}}
      : {}),
  }
}

/** @throws HooksError usage, for an unknown column, or if the view is not a list */
export function arrange<Row>(view: View<Row>, wanted: Arrangement): View<Row> {
  if (wanted.columns === undefined && wanted.sort === undefined) return view
  if ('rows' in view) return arrangeList(view, wanted)
  throw new HooksError(
    'usage',
    '--columns and --sort need a list, but the output is a single record',
    {
      hint: 'remove --columns and --sort',
    },
  )
}

/** @throws HooksError usage, for an unknown column */
export function arrangeList<Row>(list: ListView<Row>, {columns, sort}: Arrangement): ListView<Row> {
  const named = columns?.map((name) => findColumn(name, list.columns))
  const by = sort === undefined ? undefined : findColumn(sort.column, list.columns)
  const rows =
    by === undefined
      ? list.rows
      : sortRows(list.rows, by, {isDescending: sort?.isDescending === true})
  return {...list, rows, columns: named ?? list.columns}
}

/** `result` with its rows `from` replaced by `to`. */
export function replaceRows(result: unknown, from: unknown, to: unknown): unknown {
  if (from === to || typeof result !== 'object' || result === null) return result
  if (result === from) return to
  return Object.fromEntries(
    Object.entries(result).map(([key, value]) => [key, value === from ? to : value]),
  )
}

function findColumn<Row>(name: string, columns: readonly Column<Row>[]): Column<Row> {
  const found = columns.find((column) => column.name.toLowerCase() === name.toLowerCase())
  if (found !== undefined) return found
  const names = columns.map((column) => column.name)
  const near = name === '' ? undefined : findNearest(name, names)
  throw new HooksError('usage', `unknown column ${JSON.stringify(name)}`, {
    hint: near === undefined ? `available columns: ${names.join(', ')}` : `did you mean ${near}?`,
  })
}

/** Numbers and times sort by value, text in natural order (`a2` before `a10`); empty cells come last. */
function sortRows<Row>(
  rows: readonly Row[],
  column: Column<Row>,
  {isDescending}: {isDescending: boolean},
): readonly Row[] {
  const collator = new Intl.Collator('en', {numeric: true})
  const sign = isDescending ? -1 : 1
  const keyed = rows.map((row) => ({row, key: toSortKey(column.value(row))}))
  const ordered = keyed.toSorted(({key: a}, {key: b}) => {
    if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined)
    if (typeof a === 'number' && typeof b === 'number') return sign * (a - b)
    return sign * collator.compare(String(a), String(b))
  })
  return ordered.map(({row}) => row)
}

function toSortKey(cell: Cell): number | string | undefined {
  if (cell instanceof Date) return cell.getTime()
  return typeof cell === 'boolean' || cell === '' ? String(cell) || undefined : cell
}
