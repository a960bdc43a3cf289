/** Label values by name. */
type Labels = Readonly<Record<string, string>>

/** Seconds: from a receiver on the same machine to beyond the longest attempt. */
export const ATTEMPT_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20]
/** Seconds: from immediate to a day late. */
export const AGE_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 300, 3600, 86_400]
/** Seconds: a commit takes one sync to disk. */
export const COMMIT_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5]

/** The most series of one metric; label values beyond that are reported as `other`. */
const MAX_SERIES = 1000
const OTHER = 'other'

type Metric = {readonly name: string; readonly help: string}

/** A value that only increases. */
export class Counter {
  readonly #metric: Metric
  readonly #series = new Map<string, number>()

  constructor(metric: Metric) {
    this.#metric = metric
  }

  add(labels: Labels = {}, by = 1): void {
    const key = toSeriesKey(this.#series, labels)
    this.#series.set(key, (this.#series.get(key) ?? 0) + by)
  }

  /** The sum over all labels. */
  get total(): number {
    return [...this.#series.values()].reduce((sum, value) => sum + value, 0)
  }

  formatLines(): string[] {
    const {name} = this.#metric
    return [
      ...formatHead(this.#metric, 'counter'),
      ...[...this.#series].map(([key, n]) => formatLine(name, key, n)),
    ]
  }
}

type Buckets = {readonly counts: number[]; sum: number; count: number}

/** The distribution of values over cumulative buckets. */
export class Histogram {
  readonly #metric: Metric
  readonly #bounds: readonly number[]
  readonly #series = new Map<string, Buckets>()

  /** `bounds` in ascending order. */
  constructor(metric: Metric, bounds: readonly number[]) {
    this.#metric = metric
    this.#bounds = bounds
  }

  observe(value: number, labels: Labels = {}): void {
    const key = toSeriesKey(this.#series, labels)
    const known = this.#series.get(key)
    const buckets = known ?? {counts: this.#bounds.map(() => 0), sum: 0, count: 0}
    if (known === undefined) this.#series.set(key, buckets)
    const at = this.#bounds.findIndex((bound) => value <= bound)
    if (at >= 0) buckets.counts[at] = (buckets.counts[at] ?? 0) + 1
    buckets.sum += value
    buckets.count++
  }

  formatLines(): string[] {
    const {name} = this.#metric
    const series = [...this.#series].flatMap(([key, {counts, sum, count}]) => {
      let below = 0
      const buckets = this.#bounds.map((bound, index) => {
        below += counts[index] ?? 0
        return formatLine(`${name}_bucket`, addLabel(key, 'le', String(bound)), below)
      })
      return [
        ...buckets,
        formatLine(`${name}_bucket`, addLabel(key, 'le', '+Inf'), count),
        formatLine(`${name}_sum`, key, sum),
        formatLine(`${name}_count`, key, count),
      ]
    })
    return [...formatHead(this.#metric, 'histogram'), ...series]
  }
}

/** The current value of something that goes up and down. */
export function formatGauge(metric: Metric, value: number): string[] {
  return [...formatHead(metric, 'gauge'), formatLine(metric.name, '', value)]
}

function formatHead({name, help}: Metric, type: string): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`]
}

function formatLine(name: string, key: string, value: number): string {
  return `${name}${key === '' ? '' : `{${key}}`} ${value}`
}

/** The labels as Prometheus writes them; beyond the limit every value is `other`. */
function toSeriesKey(series: ReadonlyMap<string, unknown>, labels: Labels): string {
  const key = formatLabels(labels)
  if (series.has(key) || series.size < MAX_SERIES) return key
  return formatLabels(Object.fromEntries(Object.keys(labels).map((name) => [name, OTHER])))
}

function formatLabels(labels: Labels): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${escapeLabel(value)}"`)
    .join(',')
}

function addLabel(key: string, name: string, value: string): string {
  return `${key === '' ? '' : `${key},`}${name}="${value}"`
}

function escapeLabel(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}
