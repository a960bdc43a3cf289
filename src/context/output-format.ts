export const OUTPUT_FORMATS = ['table', 'tsv', 'json', 'ndjson', 'csv'] as const

export type OutputFormat = (typeof OUTPUT_FORMATS)[number]

/** Formats for programs: errors are JSON too, and no other messages are printed. */
export function isMachineFormat(format: OutputFormat): boolean {
  return format === 'json' || format === 'ndjson'
}
