/**
 * Something the vendor does not document and hooks had to choose: a default with a name.
 * `hooks serve --assume PROVIDER.NAME=VALUE` changes it for a server.
 */
export type Assumption = {
  /** camelCase, with the unit where there is one: `clockWindowSeconds`. */
  readonly name: string
  /** What is assumed, and why this is the default. */
  readonly description: string
  readonly default: AssumptionValue
  /** Every value it may take, where they can be listed. */
  readonly choices?: readonly string[]
  /** What a text must match, where the values cannot be listed. */
  readonly pattern?: RegExp
  /** A value that matches; the default where left out. */
  readonly example?: string
}

/** The type of the default is the type of the values. */
export type AssumptionValue = string | number | boolean

/** The assumptions in force on a server, defaults included: of one provider, by name. */
export type Assumptions = Readonly<Record<string, AssumptionValue>>

/**
 * The assumptions of a provider, with a default replaced where another value was given.
 * `given` is for all providers at once, with keys like `vidyard.playerBody`.
 */
export function completeAssumptions(
  {name: provider, assumptions}: {name: string; assumptions: readonly Assumption[]},
  given: Assumptions,
): Assumptions {
  return Object.fromEntries(
    assumptions.map(({name, default: usual}) => [name, given[`${provider}.${name}`] ?? usual]),
  )
}
