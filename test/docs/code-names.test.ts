import {readFile} from 'node:fs/promises'
import {expect, test} from 'vitest'
import {readSources} from '../support/sources.ts'

const sources = await readSources('src/**/*.ts')

test('every name of the code in docs/assumptions.md exists', async () => {
  const page = await readFile('docs/assumptions.md', 'utf8')
  const cells = page.split('\n').map((line) => /\|([^|]+)\|$/.exec(line)?.[1] ?? '')
  const names = cells.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, name = '']) => name))
  const words = new Set(sources.flatMap(({code}) => code.match(/\w+/g) ?? []))

  expect(names.length).toBeGreaterThan(50)
  expect(names.filter((name) => !words.has(name))).toEqual([])
})
