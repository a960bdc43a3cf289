/** What differs from one run to the next, and what takes its place. */
const VARYING: readonly (readonly [RegExp, string])[] = [
  [/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME'],
  [/\b(webhook|wh|dlv|evt|whsec|sig_sec|li|vi)_?(?:[A-Za-z0-9+/]{20,}=*|…)/g, '$1_…'],
  [/(timestamp\s+)(?:\d+|…)/g, '$1N'],
  [/v1,(?:[A-Za-z0-9+/]{40,}=*|…)/g, 'v1,…'],
  [/(signature\s+)(?:[0-9a-f]{40,}|…)/g, '$1…'],
  [/\bhooks\/\d+\.\d+\.\d+/g, 'hooks/VERSION'],
  [/\b\d+ ms\b/g, 'N ms'],
  // The last column of a list of deliveries: milliseconds, after the number of attempts.
  [/(?<=\d {2,})\d+$/gm, 'N'],
  // Columns are as wide as what is in them.
  [/ {2,}/g, '  '],
  [/ +$/gm, ''],
]

/** Output in a form that is the same for every run of the same commands. */
export function normalize(output: string): string {
  return VARYING.reduce((text, [pattern, name]) => text.replace(pattern, name), output).trim()
}
