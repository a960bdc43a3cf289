/** Values of the labels, by name. */
type Labels = Readonly<Record<string, string>>

/** Seconds: from what a receiver on this machine takes to the longest attempt and beyond. */
export const ATTEMPT_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20]
/** Seconds: from at once to a day late. */
export const AGE_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 300, 3600, 86_400]
/** Seconds: a commit is one sync of the disk. */
export const COMMIT_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5]

/** Different values of labels that one metric tells apart; what comes later is `other`. */
const MAX_SERIES = 1000
const OTHER = 'other'

type Metric = {readonly name: string; readonly help: string}

/** Grows only. */
export class Counter {
  readonly #metric: Metric
  readonly #series = new Map<string, number>()

  constructor(metric: Metric) {
    this.#metric = metric
  }

  add(labels: Labels = {}, by = 1): void {
    const key = keyOf(this.#series, labels)
    this.#series.set(key, (this.#series.get(key) ?? 0) + by)
  }

  /** The sum over all labels. */
  get total(): number {
    return [...this.#series.values()].reduce((sum, value) => sum + value, 0)
  }

  lines(): string[] {
    const {name} = this.#metric
    return [
      ...head(this.#metric, 'counter'),
      ...[...this.#series].map(([key, n]) => line(name, key, n)),
    ]
  }
}

type Buckets = {readonly counts: number[]; sum: number; count: number}

/** How values are spread over buckets, each of which counts the smaller ones too. */
export class Histogram {
  readonly #metric: Metric
  readonly #bounds: readonly number[]
  readonly #series = new Map<string, Buckets>()

  /** `bounds` grow. */
  constructor(metric: Metric, bounds: readonly number[]) {
    this.#metric = metric
    this.#bounds = bounds
  }

  observe(value: number, labels: Labels = {}): void {
    const key = keyOf(this.#series, labels)
    const known = this.#series.get(key)
    const buckets = known ?? {counts: this.#bounds.map(() => 0), sum: 0, count: 0}
    if (known === undefined) this.#series.set(key, buckets)
    const at = this.#bounds.findIndex((bound) => value <= bound)
    if (at >= 0) buckets.counts[at] = (buckets.counts[at] ?? 0) + 1
    buckets.sum += value
    buckets.count++
  }

  lines(): string[] {
    const {name} = this.#metric
    const series = [...this.#series].flatMap(([key, {counts, sum, count}]) => {
      let below = 0
      const buckets = this.#bounds.map((bound, index) => {
        below += counts[index] ?? 0
        return line(`${name}_bucket`, withLabel(key, 'le', String(bound)), below)
      })
      return [
        ...buckets,
        line(`${name}_bucket`, withLabel(key, 'le', '+Inf'), count),
        line(`${name}_sum`, key, sum),
        line(`${name}_count`, key, count),
      ]
    })
    return [...head(this.#metric, 'histogram'), ...series]
  }
}

/** A value that goes up and down, as it is when it is asked for. */
export function gaugeLines(metric: Metric, value: number): string[] {
  return [...head(metric, 'gauge'), line(metric.name, '', value)]
}

function head({name, help}: Metric, type: string): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`]
}

function line(name: string, key: string, value: number): string {
  return `${name}${key === '' ? '' : `{${key}}`} ${value}`
}

/** The labels as Prometheus writes them; those of a series too many have no values of their own. */
function keyOf(series: ReadonlyMap<string, unknown>, labels: Labels): string {
  const key = labelText(labels)
  if (series.has(key) || series.size < MAX_SERIES) return key
  return labelText(Object.fromEntries(Object.keys(labels).map((name) => [name, OTHER])))
}

function labelText(labels: Labels): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${escaped(value)}"`)
    .join(',')
}

function withLabel(key: string, name: string, value: string): string {
  return `${key === '' ? '' : `${key},`}${name}="${value}"`
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}
