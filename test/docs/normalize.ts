/** Patterns of text that differs between runs, and their replacements. */
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
  // The width of a column depends on its content.
  [/ {2,}/g, '  '],
  [/ +$/gm, ''],
]

/** Output in a form that is the same for every run of the same commands. */
export function normalize(output: string): string {
  return VARYING.reduce((text, [pattern, name]) => text.replace(pattern, name), output).trim()
}
