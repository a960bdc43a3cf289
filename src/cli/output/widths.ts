import stringWidth from 'string-width'

const ELLIPSIS = '…'
/** Other columns shrink to this width before a kept one shrinks. */
const MIN_LOOSE_WIDTH = 4

export type WantedWidth = {readonly width: number; readonly isKept: boolean}

/** The terminal cells that the text occupies: two for CJK and emoji, none for combining marks. */
export function measureText(text: string): number {
  return stringWidth(text)
}

/**
 * Column widths that fit into `available` cells in total: the widest columns shrink first, kept ones
 * last. Each is at least 1.
 */
export function fitWidths(wanted: readonly WantedWidth[], available: number): readonly number[] {
  const sumWithGaps = (widths: readonly number[]) => widths.reduce((sum, width) => sum + width, 0)
  const natural = wanted.map(({width}) => width)
  if (sumWithGaps(natural) <= available) return natural

  const kept = sumWithGaps(wanted.map(({width, isKept}) => (isKept ? width : 0)))
  const loose = wanted.map(({width, isKept}) => (isKept ? 0 : width))
  const least = sumWithGaps(loose.map((width) => Math.min(width, MIN_LOOSE_WIDTH)))
  if (kept + least > available) return capWidths(natural, available)
  const cut = capWidths(loose, available - kept)
  return wanted.map(({width, isKept}, index) => (isKept ? width : (cut[index] ?? width)))
}

/** The text cut to at most `width` cells, ending in `…` if cut; unchanged if `width` is undefined. */
export function shorten(text: string, width: number | undefined): string {
  if (width === undefined || measureText(text) <= width) return text
  let kept = ''
  for (const {segment} of new Intl.Segmenter('en').segment(text)) {
    if (measureText(kept + segment) > width - 1) break
    kept += segment
  }
  return `${kept}${ELLIPSIS}`
}

/** Caps all widths at the largest value at which they fit; leftover cells go to the first columns. */
function capWidths(widths: readonly number[], available: number): number[] {
  let cap = Math.max(...widths)
  const at = (most: number) => widths.map((width) => Math.min(width, most))
  const sum = (all: readonly number[]) => all.reduce((total, width) => total + width, 0)
  while (cap > 1 && sum(at(cap)) > available) cap -= 1
  const level = at(cap)
  let spare = Math.max(0, available - sum(level))
  return level.map((width, index) => {
    if (spare === 0 || (widths[index] ?? 0) <= width) return width
    spare -= 1
    return width + 1
  })
}
