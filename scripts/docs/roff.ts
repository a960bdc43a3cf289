/** Escapes text for roff: in ASCII only, and with hyphens that stay hyphens when copied. */
export function escape(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('~', '\\(ti')
    .replaceAll('^', '\\(ha')
    .replace(/^([.'])/gm, '\\&$1')
    .replace(/[^\0-\u007F]/gu, named)
}

/** `\[u2026]` for `…`: roff reads each byte as a character if it does not know the encoding. */
function named(character: string): string {
  const code = character.codePointAt(0) ?? 0
  return `\\[u${code.toString(16).toUpperCase().padStart(4, '0')}]`
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

/** Paragraphs of running text; blank lines in `text` separate them. */
export function paragraphs(text: string): string {
  const parts = text.trim().split(/\n{2,}/)
  return parts.map((part) => `.PP\n${escape(part)}`).join('\n')
}

/** A term, already in roff, with its meaning. */
export function entry(term: string, meaning: string): string {
  return `.TP\n${term}\n${escape(meaning)}`
}

/** Lines to copy, shown exactly as given: straight quotation marks stay straight. */
export function typed(lines: string): string {
  const straight = escape(lines).replaceAll("'", '\\(aq').replaceAll('`', '\\(ga')
  return `.PP\n.RS 4\n.EX\n${straight}\n.EE\n.RE`
}

/** A whole page. It has no date, so that the same sources always give the same page. */
export function page(
  {name, number, version}: {name: string; number: number; version: string},
  sections: readonly string[],
): string {
  const title = `.TH ${escape(name.toUpperCase())} ${number} "" "hooks ${version}" "hooks manual"`
  return `${[title, ...sections.filter((text) => text !== '')].join('\n')}\n`
}
