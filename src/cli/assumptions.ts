import {HooksError} from '../core/errors.ts'
import {nearest} from '../core/nearest.ts'
import {loadProviders} from '../providers/index.ts'
import type {Assumption, Assumptions, AssumptionValue} from '../providers/provider.ts'

/** Reads `provider.name=value` pairs. @throws HooksError usage, for unknown names and unfit values */
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
  const [, name = '', text = ''] = /^([^=]+)=(.*)$/s.exec(pair) ?? []
  const assumption = known.get(name)
  if (assumption === undefined) {
    const near = nearest(name, [...known.keys()])
    throw new HooksError('usage', `--assume ${JSON.stringify(pair)} names no assumption of ours`, {
      hint:
        near === undefined ? 'give one like mda.clockWindowSeconds=60' : `did you mean ${near}=…?`,
    })
  }
  return [name, readValue(name, text, assumption)]
}

function readValue(
  name: string,
  text: string,
  {default: usual, choices, pattern, example = String(usual)}: Assumption,
): AssumptionValue {
  const value = parse(text, usual)
  const isOne = choices?.includes(text) ?? pattern?.test(text) ?? true
  if (value !== undefined && isOne) return value
  const form = pattern === undefined ? `a ${typeof usual}` : `text like ${example}`
  const wanted = choices === undefined ? form : `one of ${choices.join(', ')}`
  throw new HooksError('usage', `--assume ${name} wants ${wanted}, not ${JSON.stringify(text)}`)
}

/** A value of the default's type; undefined when the text is none. */
function parse(text: string, usual: AssumptionValue): AssumptionValue | undefined {
  if (typeof usual === 'string') return text
  if (typeof usual === 'boolean')
    return text === 'true' || text === 'false' ? text === 'true' : undefined
  return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : undefined
}
