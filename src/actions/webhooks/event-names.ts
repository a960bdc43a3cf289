/** The values of a list flag; from an environment variable, oclif passes the text as a whole. */
export function splitNames(given: readonly string[] | string | undefined): readonly string[] {
  return typeof given === 'string' ? given.split(',').map((name) => name.trim()) : (given ?? [])
}
