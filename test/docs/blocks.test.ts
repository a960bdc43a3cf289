import {expect, test} from 'vitest'
import {readBlocks, treatmentOf} from './blocks.ts'
import {normalize} from './normalize.ts'

const PAGE = `Text
<!-- not run: asks questions -->

\`\`\`sh
hooks init
\`\`\`

<!-- exits 7 -->

\`\`\`sh
hooks trigger
\`\`\`

\`\`\`text
answer
\`\`\`

More text

\`\`\`text
not an output
\`\`\`
`

test('blocks come with the comment above them and the output below', () => {
  const [init, trigger, ...others] = readBlocks(PAGE)

  expect(init).toMatchObject({code: 'hooks init', line: 4, note: 'not run: asks questions'})
  expect(trigger).toMatchObject({code: 'hooks trigger', note: 'exits 7', output: 'answer'})
  expect(others.map(({note, output}) => [note, output])).toEqual([
    [undefined, undefined],
    [undefined, undefined],
  ])
})

test('a fence can have more than a language, and can be indented', () => {
  const page = '- item\n\n  ``` sh title=x\n  hooks list\n  ```\n'

  expect(readBlocks(page)).toMatchObject([{language: 'sh', code: 'hooks list'}])
})

test.each([
  [undefined, {kind: 'run', exitStatus: 0}],
  ['script', {kind: 'run', exitStatus: 0}],
  ['exits 7', {kind: 'run', exitStatus: 7}],
  ['keeps running', {kind: 'keepRunning'}],
  ['not run: asks questions', {kind: 'skip', reason: 'asks questions'}],
])('the comment "%s" above a shell block sets its treatment', (note, treatment) => {
  expect(treatmentOf(createShellBlock(note))).toEqual(treatment)
})

test.each(['not run', 'not run: ', 'exits badly'])(
  'the comment "%s" above a shell block is an error',
  (note) => {
    expect(() => treatmentOf(createShellBlock(note))).toThrow(/unknown note/)
  },
)

test('normalized outputs of two runs do not differ by ids, secrets and times', () => {
  const first = 'dlv_VcBR7alsATN29gHsZApimj  delivered  204     1         14'
  const second = 'dlv_YrVh2cXa3G5iycGOJkdcNu  delivered  204  1  3'

  expect(normalize(first)).toBe(normalize(second))
  expect(normalize(first)).not.toBe(normalize(second.replace('204', '500')))
  expect(normalize('secret  sig_sec_jhwjt4m74BLDPJQfLBLS2u')).toBe(normalize('secret  sig_sec_…'))
})

function createShellBlock(note: string | undefined) {
  return {language: 'sh', code: 'hooks list', line: 1, note, output: undefined}
}
