import {escapeInvisible} from '../../core/masking/visible.ts'

export type Cell = string | number | boolean | Date | undefined

export type Tone = 'good' | 'bad' | 'waiting'

export type Column<Row> = {
  readonly name: string
  value(row: Row): Cell
  /** The colour of the cell, where colour carries meaning. */
  tone?(row: Row): Tone | undefined
  /** Often copied, such as an id: shortened last on a narrow terminal. */
  readonly isKept?: boolean
  /** Too long for a table column: shown on a separate line below the row. */
  readonly isBelow?: boolean
}

/** A list, one line per row. */
export type ListView<Row> = {
  readonly rows: readonly Row[]
  readonly columns: readonly Column<Row>[]
  /** Printed on stderr when there are no rows: what to do next. */
  readonly empty?: string
  /** False if the header was printed before; true by default. */
  readonly hasHead?: boolean
  /** Never shortened, however narrow the terminal: there is no other way to see the full text. */
  readonly isWhole?: boolean
}

/** A single record, one line per field; fields without a value are omitted. */
export type RecordView = {readonly fields: readonly (readonly [name: string, value: Cell])[]}

export type View<Row> = ListView<Row> | RecordView

/** The text of a cell, except in a table on a terminal: times are ISO 8601 in UTC. */
export function toPlainText(cell: Cell): string {
  if (cell === undefined) return ''
  return escapeInvisible(cell instanceof Date ? cell.toISOString() : String(cell))
}
