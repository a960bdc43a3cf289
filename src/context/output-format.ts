export const OUTPUT_FORMATS = ['table', 'tsv', 'json', 'ndjson', 'csv'] as const

export type OutputFormat = (typeof OUTPUT_FORMATS)[number]

/** Machines read these: errors are JSON too, and nothing else is said. */
export function isMachineFormat(format: OutputFormat): boolean {
  return format === 'json' || format === 'ndjson'
}
