import type {Provider} from '../providers/provider.ts'
import type {Choice, Prompter} from './prompter.ts'

/** Asks for the profile that the webhook will belong to. */
export async function askForPlace(prompter: Prompter, choices: readonly Choice[]): Promise<string> {
  return prompter.select({message: 'Where should the webhook be created?', choices})
}

/** Asks for the id of the organization, project or website that the webhook belongs to. */
export async function askForScope(prompter: Prompter, label: string): Promise<string> {
  const validate = (typed: string) => (typed === '' ? 'Enter an id.' : undefined)
  return prompter.input({message: `ID of the ${label}:`, validate})
}

/** Asks for the kind of webhook, if the provider has several; undefined if it has none. */
export async function askForKind(
  prompter: Prompter,
  {webhooks: {kinds = []}, events}: Provider,
): Promise<string | undefined> {
  if (kinds.length < 2) return kinds[0]
  const choices = kinds.map((kind) => {
    const names = events.types.filter((type) => type.kind === kind).map(({name}) => name)
    return {value: kind, description: names.join(', ')}
  })
  return prompter.select({message: 'Which kind of webhook?', choices})
}
