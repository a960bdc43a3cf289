/** Text as roff shows it: its own signs escaped, hyphens as they are typed. */
export function escape(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^([.'])/gm, '\\&$1')
}

export function bold(text: string): string {
  return `\\fB${escape(text)}\\fR`
}

export function italic(text: string): string {
  return `\\fI${escape(text)}\\fR`
}

export function section(title: string, body: string): string {
  return body === '' ? '' : `.SH ${title}\n${body}`
}

/** Paragraphs of running text; a blank line in `text` begins a new one. */
export function paragraphs(text: string): string {
  const parts = text.trim().split(/\n{2,}/)
  return parts.map((part) => `.PP\n${escape(part)}`).join('\n')
}

/** A term, roff already, and what it means. */
export function entry(term: string, meaning: string): string {
  return `.TP\n${term}\n${escape(meaning)}`
}

/** Lines that are shown as typed. */
export function typed(lines: string): string {
  return `.PP\n.RS 4\n.EX\n${escape(lines)}\n.EE\n.RE`
}
