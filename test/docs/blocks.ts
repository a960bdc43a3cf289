/** A fenced block of a page, with the comment directly above it. */
export type Block = {
  /** The word after the fence, such as `sh`; empty if there is none. */
  readonly language: string
  readonly code: string
  /** Line number of the opening fence, from 1. */
  readonly line: number
  /** The text of the comment; undefined if there is none. */
  readonly note: string | undefined
  /** The `text` block directly after this one: the output that the page shows for it. */
  readonly output: string | undefined
}

/**
 * How a test treats a block. A shell block is run, and must end with status 0, unless a comment
 * directly above it says otherwise: `exits 7`, `keeps running` (until the page ends) or
 * `not run: ` and the reason. `saved as NAME` writes a block of any language to a file that
 * later commands can use.
 */
export type Treatment =
  | {readonly kind: 'run'; readonly exitStatus: number}
  | {readonly kind: 'keepRunning'}
  | {readonly kind: 'save'; readonly file: string}
  | {readonly kind: 'skip'; readonly reason: string}

const FENCE = /^(\s*)```\s*([^\s`]*)[^`]*$/
const NOTE = /^\s*<!-- (.*) -->\s*$/

/** Every fenced block of a Markdown page, in order. */
export function readBlocks(page: string): Block[] {
  const lines = page.split('\n')
  const blocks: (Block & {end: number})[] = []
  for (let index = 0; index < lines.length; index++) {
    const opening = FENCE.exec(lines[index] ?? '')
    if (opening === null) continue
    const [, indent = '', language = ''] = opening
    const end = lines.indexOf(`${indent}\`\`\``, index + 1)
    if (end === -1) throw new Error(`the block at line ${index + 1} does not end`)
    const code = lines.slice(index + 1, end).map((line) => line.slice(indent.length))
    const note = NOTE.exec(lines[nextText(lines, index, -1)] ?? '')?.[1]
    blocks.push({language, code: code.join('\n'), line: index + 1, note, output: undefined, end})
    index = end
  }
  return blocks.map(({end, ...block}, index) => {
    const next = blocks[index + 1]
    const isOutput = next?.language === 'text' && nextText(lines, end, 1) === next.line - 1
    return {...block, output: isOutput ? next.code : undefined}
  })
}

/**
 * How to treat a block; undefined for one that is only shown.
 *
 * @throws Error if the note on a shell block is unknown
 */
export function treatmentOf({language, note}: Block): Treatment | undefined {
  const saved = /^saved as (\S+)$/.exec(note ?? '')?.[1]
  if (saved !== undefined) return {kind: 'save', file: saved}
  if (language !== 'sh') return undefined
  // The comment is the mark of a generated section, not a note on the block.
  if (note === undefined || /^\/?[a-z-]+$/.test(note)) return {kind: 'run', exitStatus: 0}
  if (note === 'keeps running') return {kind: 'keepRunning'}
  const status = /^exits (\d+)$/.exec(note)?.[1]
  if (status !== undefined) return {kind: 'run', exitStatus: Number(status)}
  const reason = /^not run: (.+)$/.exec(note)?.[1]
  if (reason !== undefined) return {kind: 'skip', reason}
  throw new Error(`unknown note on a shell block: ${note}`)
}

/** Index of the nearest line that is not blank, before or after `index`. */
function nextText(lines: readonly string[], index: number, step: 1 | -1): number {
  let next = index + step
  while (lines[next]?.trim() === '') next += step
  return next
}
