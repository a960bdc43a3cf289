import {expect, test} from 'vitest'
import {readBlocks, treatmentOf, type Block} from './blocks.ts'
import {normalize} from './normalize.ts'
import {readPages} from './pages.ts'
import {openTerminal, type Terminal} from './terminal.ts'

/** Fence languages with which shell commands would escape this test. */
const OTHER_SHELLS = ['bash', 'shell', 'zsh', 'console', 'shell-session', 'shellscript']
const COMMAND_LINE = /^(?:\$ )?(?:npx|npm|hooks|node) /m

const pages = [...(await readPages())].map(([name, text]) => ({name, blocks: readBlocks(text)}))

test('shell commands in pages are fenced as sh', () => {
  const hidden = pages.flatMap(({name, blocks}) =>
    blocks
      .filter(
        ({language, code}) =>
          OTHER_SHELLS.includes(language) || (language === '' && COMMAND_LINE.test(code)),
      )
      .map(({line}) => `${name}:${line}`),
  )

  expect(hidden).toEqual([])
})

for (const {name, blocks} of pages.filter((page) => page.blocks.some(isRun))) {
  test.concurrent(`the shell blocks of ${name} do what the page says`, async () => {
    await using terminal = await openTerminal(blocks.filter(isRun))

    for (const block of blocks) {
      const {actual, expected} = await perform(block, terminal)

      expect({place: `${name}:${block.line}`, ...actual}).toMatchObject(expected)
    }
  })
}

function isRun(block: Block): boolean {
  const treatment = treatmentOf(block)
  return treatment !== undefined && treatment.kind !== 'skip'
}

type Outcome = {readonly exitStatus?: number | null; readonly output?: string}

/** Does what a reader would do with the block, and returns the actual and expected outcome. */
async function perform(
  block: Block,
  terminal: Terminal,
): Promise<{actual: Outcome; expected: Outcome}> {
  const treatment = treatmentOf(block)
  if (treatment?.kind === 'save') await terminal.save(treatment.file, block.code)
  if (treatment?.kind === 'keepRunning') await terminal.start(block.code)
  if (treatment?.kind !== 'run') return {actual: {}, expected: {}}

  const {exitStatus} = treatment
  const printed = await terminal.run(block.code, {asTable: block.output !== undefined})
  const output = normalize(printed.output)
  return {
    actual: {...printed, output},
    // If the page shows no output, the actual one is included to help read a failure.
    expected: {exitStatus, output: block.output === undefined ? output : normalize(block.output)},
  }
}
