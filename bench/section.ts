/** One part of the benchmark; `bench/index.ts` lists them all. */
export type Section = {
  readonly name: string
  /** One sentence: what is measured, and compared with what. */
  readonly summary: string
  run(options: BenchOptions): Promise<Figure[]>
}

export type BenchOptions = {
  /** Rounds of each measurement; the median is reported. */
  readonly rounds: number
  /** Reports progress on stderr. */
  progress(message: string): void
}

/** A measured value and the value it is compared with, both from the same run. */
export type Figure = {
  readonly what: string
  readonly unit: string
  readonly value: number
  readonly yardstick: string
  readonly yardstickValue: number
  /** What value / yardstickValue should reach. */
  readonly target: {readonly atMost: number} | {readonly atLeast: number}
}

export function ratio({value, yardstickValue}: Figure): number {
  return value / yardstickValue
}

export function meetsTarget(figure: Figure): boolean {
  const {target} = figure
  return 'atMost' in target ? ratio(figure) <= target.atMost : ratio(figure) >= target.atLeast
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const low = sorted[Math.ceil(middle) - 1] ?? Number.NaN
  const high = sorted[Math.floor(middle)] ?? Number.NaN
  return (low + high) / 2
}

/**
 * The median of each measurement after `rounds` rounds. Every round runs each measurement once, so
 * that a machine that slows down in the meantime affects all of them alike.
 */
export async function interleave(
  rounds: number,
  measurements: Readonly<Record<string, () => number | Promise<number>>>,
): Promise<Record<string, number>> {
  const values = new Map(Object.keys(measurements).map((name): [string, number[]] => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const [name, measure] of Object.entries(measurements)) {
      values.get(name)?.push(await measure())
    }
  }
  return Object.fromEntries([...values].map(([name, taken]) => [name, median(taken)]))
}
