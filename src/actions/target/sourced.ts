/** Where a setting came from; the earlier ones win. `hooksrc` is the project's file. */
export type Source = 'flag' | 'env' | 'hooksrc' | 'config' | 'default'

export type Sourced = {
  readonly value: string
  readonly source: Source
  /** The flag, the variable or the file that says so; absent for a default. */
  readonly from?: string
}

/** What needs no word of where it came from: who gave it sees it. */
export function asTyped(value: string): Sourced {
  return {value, source: 'flag'}
}
