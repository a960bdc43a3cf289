import type {Choice} from './prompter.ts'

export type SearchSteps = {
  /** What to search for; empty for all, or for no more once something is ticked. */
  look(ticked: readonly string[]): Promise<string>
  /** Those of `some` that are ticked afterwards; `ticked` are so before. */
  tick(some: readonly Choice[], ticked: readonly string[], required: boolean): Promise<string[]>
}

/** Ticks what several searches find, until there is nothing more to look for. */
export async function search(
  choices: readonly Choice[],
  {look, tick}: SearchSteps,
): Promise<string[]> {
  let ticked: string[] = []
  for (;;) {
    const term = await look(ticked)
    if (term === '' && ticked.length > 0) return ticked
    const some = choices.filter((choice) => fits(choice, term))
    const others = ticked.filter((value) => !some.some((choice) => choice.value === value))
    const found = await tick(some, ticked, others.length === 0)
    const all = new Set([...others, ...found])
    ticked = choices.map(({value}) => value).filter((value) => all.has(value))
    if (term === '') return ticked
  }
}

/** Whether anything is found with it. */
export function isTermOf(choices: readonly Choice[], term: string): boolean {
  return choices.some((choice) => fits(choice, term))
}

/** Every word of the term, in the name or in the description. */
function fits({value, label = '', description = ''}: Choice, term: string): boolean {
  const text = `${value} ${label} ${description}`.toLowerCase()
  return term
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}
