import {sql, type RawBuilder} from 'kysely'
import type {Engine} from './engine.ts'

/** A subquery to put after `in`; its text stays the same however many numbers there are. */
export function selectSeqs(engine: Engine, seqs: readonly number[]): RawBuilder<number> {
  const rows = engine.rows(
    seqs.map((seq) => ({seq})),
    {seq: 'integer'},
  )
  return sql<number>`(select seq from ${rows} as chosen)`
}

/** The same for texts. */
export function selectTexts(engine: Engine, texts: readonly string[]): RawBuilder<string> {
  const rows = engine.rows(
    texts.map((chosen) => ({chosen})),
    {chosen: 'text'},
  )
  return sql<string>`(select chosen from ${rows} as texts)`
}
