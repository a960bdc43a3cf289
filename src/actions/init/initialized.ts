import {quoteWhereNeeded} from '../../core/quote-for-shell.ts'
import type {NewWebhook} from '../../core/webhook.ts'
import type {Provider} from '../../providers/provider.ts'
import {toDesiredEntries} from '../desired/entries.ts'
import type {Draft} from './draft.ts'
import type {Made} from './make.ts'
import type {Place} from './place.ts'

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
