import type {Provider} from '../providers/provider.ts'
import type {Choice, Prompter} from './prompter.ts'

/** The profile under which the webhook is to be. */
export async function askForPlace(prompter: Prompter, choices: readonly Choice[]): Promise<string> {
  return prompter.select({message: 'Where should the webhook be?', choices})
}

/** The organization, project or website that it belongs to at a vendor. */
export async function askForScope(prompter: Prompter, label: string): Promise<string> {
  const validate = (typed: string) => (typed === '' ? 'It cannot be empty.' : undefined)
  return prompter.input({message: `Id of the ${label}:`, validate})
}

/** Which of the provider's kinds of webhook; undefined where it has no several. */
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
