import {visible} from '../../core/masking/visible.ts'

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

/** A cell outside of tables on a terminal: times are ISO 8601 in UTC. */
export function plain(cell: Cell): string {
  if (cell === undefined) return ''
  return visible(cell instanceof Date ? cell.toISOString() : String(cell))
}
