import {escapeInvisible} from '../../core/masking/visible.ts'
import type {Output} from '../../context/context.ts'
import type {Progress} from '../../actions/webhooks/progress.ts'

/** Together with the text behind it, the bar fits a terminal of 40 columns. */
const WIDTH = 16
const CLEAR_LINE = '\r\u001B[K'

export type ProgressOptions = {
  /** The number of parts. */
  readonly total: number
  /** The activity, shown behind the bar: `creating`. */
  readonly verb: string
  /** Prints nothing, because a program reads the output. */
  readonly silent: boolean
}

/**
 * On a terminal a progress bar on one line, with failures above it; elsewhere one line per part. No
 * package: those bring cursor control and themes, and do not choose between the two.
 */
export function startProgress(
  output: Pick<Output, 'isTerminal' | 'write'>,
  options: ProgressOptions,
): Progress {
  const {total, verb, silent} = options
  const write = (text: string) => output.write(text)
  if (silent) return {step: () => {}, [Symbol.dispose]: () => {}}
  if (!output.isTerminal || total < 2) {
    return {step: (message) => write(`${escapeInvisible(message)}\n`), [Symbol.dispose]: () => {}}
  }
  let finished = 0
  let notStarted = 0
  const draw = () => write(`${CLEAR_LINE}${drawBar(finished, total)} ${finished}/${total} ${verb}`)
  draw()
  return {
    step(message, outcome) {
      if (outcome === 'not begun') notStarted += 1
      else finished += 1
      if (outcome === 'failed') write(`${CLEAR_LINE}${escapeInvisible(message)}\n`)
      draw()
    },
    [Symbol.dispose]() {
      write(CLEAR_LINE)
      if (notStarted > 0) write(`Stopped: ${notStarted} of ${total} were not started.\n`)
    },
  }
}

function drawBar(finished: number, total: number): string {
  const filled = Math.floor((WIDTH * finished) / total)
  return `[${'#'.repeat(filled)}${'-'.repeat(WIDTH - filled)}]`
}
