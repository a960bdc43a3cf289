/** Where a setting came from; the earlier ones win. */
export type Source = 'flag' | 'env' | 'config' | 'default'

export type Sourced = {readonly value: string; readonly source: Source}
