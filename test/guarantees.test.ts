import {readFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'

const ROOT = path.resolve(import.meta.dirname, '..')
const PROOF = /^- \[(test\/[^\]]+)\]\(\.\.\/([^)]+)\): (.+)$/gm

test('every test that docs/guarantees.md lists exists', async () => {
  const page = await readFile(path.join(ROOT, 'docs/guarantees.md'), 'utf8')
  const proofs = [...page.matchAll(PROOF)]

  const missing: string[] = []
  for (const [, shown = '', file = '', title = ''] of proofs) {
    const source = await readFile(path.join(ROOT, file), 'utf8').catch(() => '')
    if (!titled(title).test(source) || shown !== file) missing.push(`${file}: ${title}`)
  }

  expect(missing).toEqual([])
  expect(proofs.length).toBeGreaterThan(30)
})

test('docs/guarantees.md describes all 13 guarantees', async () => {
  const page = await readFile(path.join(ROOT, 'docs/guarantees.md'), 'utf8')
  const promised = [...page.matchAll(/\*\*(G\d+)[.,]/g)].map(([, name]) => name)

  expect(new Set(promised)).toEqual(
    new Set(Array.from({length: 13}, (_, index) => `G${index + 1}`)),
  )
})

/** On the page, … stands for a variable part of a title; at the start it may be left out. */
function titled(title: string): RegExp {
  const words = title.split('…').map((text) => RegExp.escape(text))
  return new RegExp(`(?:['\`]|: |\\} )${words.join(String.raw`(?:%[sij]|\$\{\w+\})`)}['\`]`)
}
