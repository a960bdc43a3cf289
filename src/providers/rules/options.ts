import {HooksError} from '../../core/errors.ts'
import {findNearest} from '../../core/nearest.ts'
import type {WebhookOptions} from '../../core/webhook.ts'
import type {Provider} from '../provider.ts'
import type {ProviderOption} from '../contract/webhooks.ts'

/** Whose options they are; options of every kind are known where the kind is not. */
export type OptionsOwner = {readonly provider: Provider; readonly kind: string | undefined}

/**
 * Refuses options of a webhook that its provider does not have, or not for webhooks of this kind,
 * and values of another type.
 *
 * @throws HooksError usage, naming the nearest option or what is wrong with the value
 */
export function checkOptions(options: WebhookOptions, owner: OptionsOwner): void {
  for (const [name, value] of Object.entries(options)) {
    const problem = findValueProblem(value, findOption(name, owner))
    if (problem !== undefined) throw createOptionError(`option ${name} ${problem}`, owner)
  }
  const problem = owner.provider.webhooks.findOptionsProblem?.(options)
  if (problem !== undefined) throw createOptionError(`options ${problem}`, owner)
}

/**
 * The value of one option that came as text: `true` and `false` are booleans, numbers are decimal,
 * objects are JSON, everything is text where the option wants text.
 *
 * @throws HooksError usage
 */
export function readOption(name: string, text: string, owner: OptionsOwner): unknown {
  const option = findOption(name, owner)
  const value = option.type === 'string' ? text : parse(text)
  const problem = findValueProblem(value, option)
  if (problem === undefined) return value
  const near = findNearest(
    text,
    option.choices ?? (option.type === 'boolean' ? ['true', 'false'] : []),
  )
  const hint = near === undefined ? undefined : `did you mean ${name}=${near}?`
  throw createOptionError(`option ${name} ${problem}, not ${showValue(text, option)}`, owner, hint)
}

function createOptionError(
  message: string,
  {provider: {name}}: OptionsOwner,
  hint?: string,
): HooksError {
  const usual = `see what its options take with: hooks providers ${name}`
  return new HooksError('usage', message, {hint: hint ?? usual})
}

/** Options after a change: what is null is taken away, what is not named stays. */
export function applyOptionChanges(
  before: WebhookOptions,
  changes: WebhookOptions,
): WebhookOptions {
  const entries = Object.entries({...before, ...changes})
  return Object.fromEntries(entries.filter(([, value]) => value !== null))
}

/** @throws HooksError usage */
function findOption(name: string, {provider, kind}: OptionsOwner): ProviderOption {
  const {options} = provider.webhooks
  const named = options.find((option) => option.name === name)
  if (named !== undefined && suitsKind(named, kind)) return named
  if (named !== undefined) {
    throw new HooksError('usage', `option ${name} is for webhooks of kind ${named.kind}`, {
      hint: 'leave it out',
    })
  }
  const known = options.filter((option) => suitsKind(option, kind)).map((each) => each.name)
  throw new HooksError('usage', `${provider.label} has no option ${JSON.stringify(name)}`, {
    hint: createHint(name, known),
  })
}

function createHint(name: string, known: readonly string[]): string {
  if (known.length === 0) return 'leave the option out'
  const near = findNearest(name, known)
  return near === undefined ? `known: ${known.join(', ')}` : `did you mean ${near}?`
}

function suitsKind(option: ProviderOption, kind: string | undefined): boolean {
  return option.kind === undefined || kind === undefined || option.kind === kind
}

/** What is wrong with a value, in words that follow the option's name. */
function findValueProblem(value: unknown, {type, choices}: ProviderOption): string | undefined {
  const isOther = value === null || Array.isArray(value)
  if (typeof value !== type || isOther) return `wants a value of type ${type}`
  if (choices === undefined || choices.some((choice) => choice === value)) return undefined
  return `wants one of ${choices.join(', ')}`
}

/** What is no JSON is the text that it is. A copy would make an own `__proto__` the prototype. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text, (key, value) => (key === '__proto__' ? undefined : value))
  } catch {
    return text
  }
}

function showValue(text: string, {secret}: ProviderOption): string {
  return secret === true ? 'what was given' : JSON.stringify(text)
}
