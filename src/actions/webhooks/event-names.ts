/** The values of such a flag; from a variable oclif hands over the text as a whole. */
export function splitNames(given: readonly string[] | string | undefined): readonly string[] {
  return typeof given === 'string' ? given.split(',').map((name) => name.trim()) : (given ?? [])
}
