import {visible} from '../../core/masking/visible.ts'
import type {Output} from '../../context/context.ts'
import type {Progress} from '../../actions/webhooks/progress.ts'

/** With what stands behind it, it fits a terminal of 40 columns. */
const WIDTH = 16
const CLEAR_LINE = '\r\u001B[K'

export type ProgressOptions = {
  /** Parts that there are. */
  readonly total: number
  /** What is being done, for the bar: `creating`. */
  readonly verb: string
  /** Machines read the answer: nothing is said. */
  readonly silent: boolean
}

/**
 * A bar on one line of a terminal with failures above it, and a line for each part elsewhere. Twenty lines of our own: a
 * package for it would bring cursor control and themes, and would not know which of the two to write.
 */
export function startProgress(
  output: Pick<Output, 'isTerminal' | 'write'>,
  options: ProgressOptions,
): Progress {
  const {total, verb, silent} = options
  const write = (text: string) => output.write(text)
  if (silent) return {step: () => {}, [Symbol.dispose]: () => {}}
  if (!output.isTerminal || total < 2) {
    return {step: (message) => write(`${visible(message)}\n`), [Symbol.dispose]: () => {}}
  }
  let done = 0
  let left = 0
  const draw = () => write(`${CLEAR_LINE}${bar(done, total)} ${done}/${total} ${verb}`)
  draw()
  return {
    step(message, fate) {
      if (fate === 'not begun') left += 1
      else done += 1
      if (fate === 'failed') write(`${CLEAR_LINE}${visible(message)}\n`)
      draw()
    },
    [Symbol.dispose]() {
      write(CLEAR_LINE)
      if (left > 0) write(`Stopped: ${left} of ${total} were not begun.\n`)
    },
  }
}

function bar(done: number, total: number): string {
  const filled = Math.floor((WIDTH * done) / total)
  return `[${'#'.repeat(filled)}${'-'.repeat(WIDTH - filled)}]`
}
