/**
 * Something the vendor does not document and hooks had to choose: a default with a name.
 * `hooks serve --assume PROVIDER.NAME=VALUE` changes it for a server.
 */
export type Assumption = {
  /** In camelCase, with the unit if there is one: `clockWindowSeconds`. */
  readonly name: string
  /** What is assumed, and why this is the default. */
  readonly description: string
  readonly default: AssumptionValue
  /** All allowed values, if they can be listed. */
  readonly choices?: readonly string[]
  /** What a string value must match, if the values cannot be listed. */
  readonly pattern?: RegExp
  /** A value that matches `pattern`; the default if left out. */
  readonly example?: string
}

/** All values of an assumption have the type of its default. */
export type AssumptionValue = string | number | boolean

/** The assumptions of one provider that apply on a server, by name, including defaults. */
export type Assumptions = Readonly<Record<string, AssumptionValue>>

/**
 * The assumptions of a provider: the given values, and defaults for the others. `given` holds
 * values for all providers, with keys like `vidyard.playerBody`.
 */
export function completeAssumptions(
  {name: provider, assumptions}: {name: string; assumptions: readonly Assumption[]},
  given: Assumptions,
): Assumptions {
  return Object.fromEntries(
    assumptions.map(({name, default: usual}) => [name, given[`${provider}.${name}`] ?? usual]),
  )
}
