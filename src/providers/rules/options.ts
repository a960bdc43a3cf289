import {HooksError} from '../../core/errors.ts'
import {findNearest} from '../../core/nearest.ts'
import type {WebhookOptions} from '../../core/webhook.ts'
import type {Provider} from '../provider.ts'
import type {ProviderOption} from '../contract/webhooks.ts'

/** The provider that has the options. Without a kind, the options of every kind are allowed. */
export type OptionsOwner = {readonly provider: Provider; readonly kind: string | undefined}

/**
 * Refuses options that the provider does not have for webhooks of this kind, and invalid values.
 *
 * @throws HooksError usage, naming the nearest option or the problem with the value
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
 * The value of one option given as text: for a string option the text itself, for others the JSON
 * value, such as `true`, `5` or an object.
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
  const usual = `see its options with: hooks providers ${name}`
  return new HooksError('usage', message, {hint: hint ?? usual})
}

/** Options after a change: null removes an option, those not named stay. */
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
  return near === undefined ? `use one of ${known.join(', ')}` : `did you mean ${near}?`
}

function suitsKind(option: ProviderOption, kind: string | undefined): boolean {
  return option.kind === undefined || kind === undefined || option.kind === kind
}

/** What is wrong with a value, in words that follow the option's name. */
function findValueProblem(value: unknown, {type, choices}: ProviderOption): string | undefined {
  const isOther = value === null || Array.isArray(value)
  if (typeof value !== type || isOther) return `must be of type ${type}`
  if (choices === undefined || choices.some((choice) => choice === value)) return undefined
  return `must be one of ${choices.join(', ')}`
}

/** Text that is not JSON stays text. `__proto__` is dropped: a copy would make it the prototype. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text, (key, value) => (key === '__proto__' ? undefined : value))
  } catch {
    return text
  }
}

function showValue(text: string, {secret}: ProviderOption): string {
  return secret === true ? 'the given value' : JSON.stringify(text)
}
