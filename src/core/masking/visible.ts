/** C0 and C1 controls, delete, and invisible or text-reordering (bidi) characters. */
const UNSAFE =
  // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
  /[\u0000-\u001F\u007F-\u009F\u061C\u200B\u200E\u200F\u2028-\u202E\u2060\u2066-\u2069\uFEFF]/g

/** Untrusted text with every character that could move the cursor or reorder text escaped as `\u001b`. */
export function escapeInvisible(text: string): string {
  return text.replace(UNSAFE, escape)
}

/** JSON with the same characters escaped; `indent` as in JSON.stringify. */
export function formatVisibleJson(value: unknown, indent?: number): string {
  // JSON.stringify escapes C0 inside strings; outside strings it only writes line breaks.
  return JSON.stringify(value, undefined, indent).replace(UNSAFE, (character) =>
    character === '\n' ? character : escape(character),
  )
}

function escape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
