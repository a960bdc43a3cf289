import {readFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'

const ROOT = path.resolve(import.meta.dirname, '..')
const PROOF = /^- \[(test\/[^\]]+)\]\(\.\.\/([^)]+)\): (.+)$/gm

test('every proof that the guarantees name is a test that exists', async () => {
  const page = await readFile(path.join(ROOT, 'docs/guarantees.md'), 'utf8')
  const proofs = [...page.matchAll(PROOF)]

  const missing: string[] = []
  for (const [, shown = '', file = '', title = ''] of proofs) {
    const source = await readFile(path.join(ROOT, file), 'utf8').catch(() => '')
    // What a loop puts before a title, such as the name of an engine, is not part of it here.
    const isThere = ["'", '`', ': ', '} '].some((before) => source.includes(`${before}${title}`))
    if (!isThere || shown !== file) missing.push(`${file}: ${title}`)
  }

  expect(missing).toEqual([])
  expect(proofs.length).toBeGreaterThan(30)
})

test('each guarantee has a proof, or is said to be missing', async () => {
  const page = await readFile(path.join(ROOT, 'docs/guarantees.md'), 'utf8')
  const promised = [...page.matchAll(/\*\*(G\d+)[.,]/g)].map(([, name]) => name)

  expect(new Set(promised)).toEqual(
    new Set(Array.from({length: 13}, (_, index) => `G${index + 1}`)),
  )
})
