import {expect, test} from 'vitest'
import {startProgress} from '../../../src/cli/terminal/progress.ts'
import {measureText} from '../../../src/cli/output/widths.ts'

function show(isTerminal: boolean): string {
  let text = ''
  const write = (more: string) => void (text += more)
  {
    using progress = startProgress(
      {isTerminal, write},
      {total: 4000, verb: 'creating', silent: false},
    )
    progress.step('Created a.', 'done')
    progress.step('line 2: refused', 'failed')
    progress.step('line 3: it was not begun', 'not begun')
  }
  return text
}

test('on a terminal, the bar fits a narrow line, and failures and skipped work are shown', () => {
  const lines = show(true).split('\n')

  const drawn = lines.flatMap((line) => line.split('\r\u001B[K'))
  expect(drawn).toEqual(expect.arrayContaining(['line 2: refused']))
  expect(drawn).not.toContain('Created a.')
  expect(drawn.filter((each) => each.startsWith('[')).at(-1)).toMatch(/^\[-+\] 2\/4000 creating$/)
  expect(drawn.at(-2)).toBe('Stopped: 1 of 4000 were not started.')
  for (const each of drawn) expect(measureText(each)).toBeLessThanOrEqual(40)
})

test('without a terminal, each item gets a line', () => {
  expect(show(false)).toBe('Created a.\nline 2: refused\nline 3: it was not begun\n')
})
