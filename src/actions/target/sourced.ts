/** Where a setting comes from, highest precedence first. `hooksrc` is the project's file. */
export type Source = 'flag' | 'env' | 'hooksrc' | 'config' | 'default'

export type Sourced = {
  readonly value: string
  readonly source: Source
  /** The flag, variable or file that sets it; absent for a default. */
  readonly from?: string
}

/** A value whose source needs no mention in messages. */
export function asTyped(value: string): Sourced {
  return {value, source: 'flag'}
}
