/** The text as one word of a POSIX shell, in single quotes: nothing in it is expanded. */
export function quoteForShell(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}

/** The same, without quotes where a shell takes the word as it is. */
export function quoteWhereNeeded(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : quoteForShell(word)
}
