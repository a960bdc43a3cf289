import {EXIT_STATUS} from '../../core/errors.ts'
import type {WireDelivery} from '../../wire/deliveries.ts'
import type {NewWebhook} from '../../core/webhook.ts'
import {toDesiredEntries} from '../../actions/desired/entries.ts'
import type {Provider} from '../../providers/provider.ts'
import type {Draft} from './draft.ts'
import type {Made} from './make.ts'
import type {Place} from './place.ts'
import type {RecordView} from '../output/view.ts'
import {findFailure} from '../../actions/trigger/trigger.ts'
import {toWebhookView} from '../views/webhook.ts'
import {quoteWhereNeeded} from '../../core/quote-for-shell.ts'

/** The result of `init`: the webhook, its test, and how to create the same webhook again. */
export type Initialized = Made & {
  /** A command line for a POSIX shell. */
  readonly command: string
  /** A file for `apply`. */
  readonly yaml: string
}

export async function describeInitialized(
  made: Made,
  place: Place,
  {wanted, provider}: Draft,
): Promise<Initialized> {
  const {stringify} = await import('yaml')
  const {profile, vendor} = place
  const found = {profile, isLocal: vendor === undefined, provider, webhook: made.webhook}
  const yaml = stringify({webhooks: toDesiredEntries([found])})
  return {...made, command: formatCommandLine(wanted, place, provider), yaml}
}

export function toInitializedView({webhook, test}: Initialized): RecordView {
  const {fields} = toWebhookView(webhook)
  const results = (test?.deliveries ?? []).map(
    (delivery) => ['test', formatOutcome(delivery)] as const,
  )
  return {fields: [...fields, ...results]}
}

/** Lines printed below the result: how to create the same webhook again. */
export function formatNextSteps({command, yaml}: Initialized): string[] {
  return [
    'To create the same webhook with one command:',
    `  ${command}`,
    'To create the same webhook with hooks apply, as hooks.yaml:',
    ...yaml
      .trimEnd()
      .split('\n')
      .map((line) => `  ${line}`),
  ]
}

/** The question that the user confirms. */
export function formatQuestion({url, events}: NewWebhook, {profile, vendor}: Place): string {
  const where = vendor === undefined ? 'the local server' : `${vendor.label} (profile ${profile})`
  return `Create a webhook at ${where} that sends ${events.join(', ')} to ${url}?`
}

/** The exit status: the webhook exists, but its test may have failed. */
export function chooseTestStatus({test, testError}: Made): number {
  const failure = testError?.code ?? (test === undefined ? undefined : findFailure(test.deliveries))
  return failure === undefined ? 0 : EXIT_STATUS[failure]
}

function formatOutcome({event, state, code, reason, durationMs}: WireDelivery): string {
  const answer = code === undefined ? reason : String(code)
  const time = durationMs === undefined ? undefined : `in ${durationMs} ms`
  return [event, state, answer, time].filter((part) => part !== undefined).join(' ')
}

/** Secret options become `file:PATH` for the user to fill in: shells keep a history of commands. */
function formatCommandLine(wanted: NewWebhook, {profile}: Place, provider: Provider): string {
  const {kind, scope, url, events, options = {}} = wanted
  const secret = new Set(
    provider.webhooks.options.filter((each) => each.secret).map(({name}) => name),
  )
  const words = [
    'hooks',
    'create',
    '--profile',
    profile,
    '--provider',
    provider.name,
    ...(kind === undefined ? [] : ['--kind', kind]),
    ...(scope === undefined ? [] : ['--scope', scope]),
    '--events',
    events.join(','),
    '--url',
    url,
    ...Object.entries(options).flatMap(([name, value]) => [
      '--option',
      `${name}=${secret.has(name) ? 'file:PATH' : formatValue(value)}`,
    ]),
  ]
  return words.map(quoteWhereNeeded).join(' ')
}

function formatValue(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
