/** A table whose columns are as wide as their longest cell, as the formatter expects. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [head, ...rows].map((row) => row.map(escapeCell))
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)))
  const [first = [], ...others] = cells.map((row) =>
    row.map((cell, column) => cell.padEnd(widths[column] ?? 0)),
  )
  const rule = widths.map((width) => '-'.repeat(width))
  return [first, rule, ...others].map((row) => `| ${row.join(' | ')} |`).join('\n')
}

/** `language` is the word after the opening fence, such as `text`. */
export function codeBlock(language: string, code: string): string {
  return `\`\`\`${language}\n${code.trimEnd()}\n\`\`\``
}

/** Text in which no character is read as Markdown. */
export function prose(text: string): string {
  return text.replace(/[\\`*<[\]]/g, '\\$&')
}

/** The link to a heading on the same page, as GitHub generates it. */
export function anchor(heading: string): string {
  return `#${heading
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-')}`
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|')
}
