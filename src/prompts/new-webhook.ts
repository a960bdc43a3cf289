import {isEventTypePattern} from '../core/event-type.ts'
import {findReceiverUrlProblem} from '../core/net/receiver-url.ts'
import type {Provider} from '../providers/provider.ts'
import type {Prompter} from './prompter.ts'

/** The answers already given; whatever is empty or undefined is asked for. */
export type KnownAnswers = {
  readonly url: string | undefined
  readonly events: readonly string[]
  readonly kind: string | undefined
  readonly providers: readonly Provider[]
}

export type Answers = {
  readonly url: string
  readonly events: readonly string[]
  readonly provider: Provider
}

/** Asks for the provider, the URL and the events of a webhook, unless already known. */
export async function askForWebhook(prompter: Prompter, known: KnownAnswers): Promise<Answers> {
  const provider = await askForProvider(prompter, known.providers)
  const url = known.url ?? (await askForUrl(prompter, provider))
  const events =
    known.events.length > 0 ? known.events : await askForEvents(prompter, provider, known.kind)
  return {url, events, provider}
}

export async function askForUrl(prompter: Prompter, provider: Provider): Promise<string> {
  const validate = (url: string) => {
    const problem = (provider.webhooks.findUrlProblem ?? findReceiverUrlProblem)(url)
    return problem === undefined ? undefined : `This ${problem}.`
  }
  return prompter.input({message: 'URL to send deliveries to:', validate})
}

export async function askForProvider(
  prompter: Prompter,
  providers: readonly Provider[],
): Promise<Provider> {
  const [first, second] = providers
  if (first === undefined) throw new TypeError('no provider to choose from')
  if (second === undefined) return first
  const choices = providers.map(({name, label}) => ({value: name, label}))
  const chosen = await prompter.select({message: 'Which provider?', choices})
  return providers.find(({name}) => name === chosen) ?? first
}

export async function askForEvents(
  prompter: Prompter,
  {events: {types, canFilter, hasOwnTypes}}: Provider,
  kind: string | undefined,
): Promise<readonly string[]> {
  if (!canFilter) return types.map(({name}) => name)
  if (hasOwnTypes === true && types.length === 0) return askForNames(prompter)
  const choices = types
    .filter((type) => kind === undefined || type.kind === kind)
    .map(({name, description}) => ({value: name, description}))
  return prompter.checkbox({message: 'Which events?', choices, searchable: true})
}

/** With no custom types defined there is no list to choose from. */
async function askForNames(prompter: Prompter): Promise<readonly string[]> {
  const splitNames = (text: string) => text.split(',').map((name) => name.trim())
  const validate = (text: string) =>
    splitNames(text).every(isEventTypePattern)
      ? undefined
      : 'Names may contain letters, digits, ., _ and -; * matches anything.'
  return splitNames(
    await prompter.input({message: 'Which custom events (separated by commas)?', validate}),
  )
}
