import {HooksError} from '../../core/errors.ts'
import {findNearest} from '../../core/nearest.ts'
import {loadProviders} from '../../providers/index.ts'
import type {
  Assumptions,
  AssumptionValue,
  Assumption,
} from '../../providers/contract/assumptions.ts'

/**
 * Reads `provider.name=value` pairs.
 *
 * @throws HooksError usage, for unknown names and invalid values
 */
export async function readAssumptions(pairs: readonly string[]): Promise<Assumptions> {
  if (pairs.length === 0) return {}
  const providers = await loadProviders()
  const known = new Map(
    providers.flatMap((provider) =>
      provider.assumptions.map((assumption) => [`${provider.name}.${assumption.name}`, assumption]),
    ),
  )
  return Object.fromEntries(pairs.map((pair) => readPair(pair, known)))
}

function readPair(pair: string, known: ReadonlyMap<string, Assumption>): [string, AssumptionValue] {
  const [, name = pair, text] = /^([^=]+)=(.*)$/s.exec(pair) ?? []
  const assumption = known.get(name)
  if (assumption !== undefined && text === undefined) {
    throw new HooksError('usage', `--assume ${name} has no value`, {
      hint: `its default is ${name}=${String(assumption.default)}`,
    })
  }
  if (assumption === undefined || text === undefined) {
    const near = findNearest(name, [...known.keys()])
    throw new HooksError('usage', `unknown assumption in --assume ${JSON.stringify(pair)}`, {
      hint:
        near === undefined
          ? 'write it like mda.clockWindowSeconds=60; list those of a provider with: hooks providers NAME'
          : `did you mean ${near}=…?`,
    })
  }
  return [name, readValue(name, text, assumption)]
}

function readValue(
  name: string,
  text: string,
  {default: usual, choices, pattern, example = String(usual)}: Assumption,
): AssumptionValue {
  const value = parseValue(text, usual)
  const isAllowed = choices?.includes(text) ?? pattern?.test(text) ?? true
  if (value !== undefined && isAllowed) return value
  const form = pattern === undefined ? `a ${typeof usual}` : `a value like ${example}`
  const wanted = choices === undefined ? form : `one of ${choices.join(', ')}`
  const near = findNearest(text, typeof usual === 'boolean' ? ['true', 'false'] : (choices ?? []))
  throw new HooksError('usage', `--assume ${name} must be ${wanted}, not ${JSON.stringify(text)}`, {
    hint:
      near === undefined
        ? `see what it means with: hooks providers ${name.split('.', 1)[0]}`
        : `did you mean ${name}=${near}?`,
  })
}

/** The text as a value of the default's type; undefined when it is not one. */
function parseValue(text: string, usual: AssumptionValue): AssumptionValue | undefined {
  if (typeof usual === 'string') return text
  if (typeof usual === 'boolean')
    return text === 'true' || text === 'false' ? text === 'true' : undefined
  return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : undefined
}
