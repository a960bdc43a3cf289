import stringWidth from 'string-width'

const ELLIPSIS = '…'
/** Up to here other columns give way before one that is kept. */
const LEAST = 4

export type WantedWidth = {readonly width: number; readonly isKept: boolean}

/** Cells of a terminal that the text takes: CJK and emoji take two, marks that combine take none. */
export function textWidth(text: string): number {
  return stringWidth(text)
}

/**
 * The widths of columns that have `available` cells together: the widest give way first, those that
 * are kept last. At least 1 each.
 */
export function fitted(wanted: readonly WantedWidth[], available: number): readonly number[] {
  const total = (widths: readonly number[]) => widths.reduce((sum, width) => sum + width, 0)
  const natural = wanted.map(({width}) => width)
  if (total(natural) <= available) return natural

  const kept = total(wanted.map(({width, isKept}) => (isKept ? width : 0)))
  const loose = wanted.map(({width, isKept}) => (isKept ? 0 : width))
  const least = total(loose.map((width) => Math.min(width, LEAST)))
  if (kept + least > available) return levelled(natural, available)
  const cut = levelled(loose, available - kept)
  return wanted.map(({width, isKept}, index) => (isKept ? width : (cut[index] ?? width)))
}

/** Text of at most `width` cells, `…` at its end where something is missing; whole without a width. */
export function shortened(text: string, width: number | undefined): string {
  if (width === undefined || textWidth(text) <= width) return text
  let kept = ''
  for (const {segment} of new Intl.Segmenter('en').segment(text)) {
    if (textWidth(kept + segment) > width - 1) break
    kept += segment
  }
  return `${kept}${ELLIPSIS}`
}

/** The same, none above a height at which all fit; what is left over goes to the first ones. */
function levelled(widths: readonly number[], available: number): number[] {
  let height = Math.max(...widths)
  const at = (most: number) => widths.map((width) => Math.min(width, most))
  const sum = (all: readonly number[]) => all.reduce((total, width) => total + width, 0)
  while (height > 1 && sum(at(height)) > available) height -= 1
  const level = at(height)
  let spare = Math.max(0, available - sum(level))
  return level.map((width, index) => {
    if (spare === 0 || (widths[index] ?? 0) <= width) return width
    spare -= 1
    return width + 1
  })
}
