import type {Choice} from './prompter.ts'

export type SearchSteps = {
  /** Asks for a search term; empty means all choices, or finish if something is ticked. */
  look(ticked: readonly string[]): Promise<string>
  /** Shows `some` with `ticked` preselected. Resolves to those of `some` that the user ticked. */
  tick(some: readonly Choice[], ticked: readonly string[], required: boolean): Promise<string[]>
}

/** Lets the user search and tick repeatedly until they are finished. */
export async function searchAndTick(
  choices: readonly Choice[],
  {look, tick}: SearchSteps,
): Promise<string[]> {
  let ticked: string[] = []
  for (;;) {
    const term = await look(ticked)
    if (term === '' && ticked.length > 0) return ticked
    const some = choices.filter((choice) => matches(choice, term))
    const others = ticked.filter((value) => !some.some((choice) => choice.value === value))
    const found = await tick(some, ticked, others.length === 0)
    const all = new Set([...others, ...found])
    ticked = choices.map(({value}) => value).filter((value) => all.has(value))
    if (term === '') return ticked
  }
}

/** Whether the term matches any choice. */
export function isTermOf(choices: readonly Choice[], term: string): boolean {
  return choices.some((choice) => matches(choice, term))
}

/** Every word of the term must occur in the value, label or description. */
function matches({value, label = '', description = ''}: Choice, term: string): boolean {
  const text = `${value} ${label} ${description}`.toLowerCase()
  return term
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}
