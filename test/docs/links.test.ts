import {access, readFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {anchor} from '../../scripts/docs/markdown.ts'
import {readPages, REPOSITORY} from './pages.ts'

const pages = await readPages()

test('every link between pages leads to a file, and to a heading if it names one', async () => {
  const broken: string[] = []
  for (const [name, text] of pages) {
    for (const link of findLinks(text))
      if (!(await resolves(name, link))) broken.push(`${name}: ${link}`)
  }

  expect(broken).toEqual([])
})

test('every page in docs is in the index of docs', () => {
  const index = findLinks(pages.get('docs/README.md') ?? '')

  const missing = [...pages.keys()]
    .filter((name) => name.startsWith('docs/') && name !== 'docs/README.md')
    .filter((name) => !index.includes(path.basename(name)))

  expect(missing).toEqual([])
})

test('every link in the README leads to a file that is in the package', async () => {
  const {files}: {files: string[]} = JSON.parse(
    await readFile(path.join(REPOSITORY, 'package.json'), 'utf8'),
  )

  const outside = findLinks(pages.get('README.md') ?? '')
    .map((link) => link.split('#', 1)[0] ?? '')
    .filter((file) => file !== '')
    .filter((file) => !files.some((each) => file === each || file.startsWith(`${each}/`)))

  expect(outside).toEqual([])
})

test('the README is short enough to be read', () => {
  expect(pages.get('README.md')?.split('\n').length).toBeLessThanOrEqual(350)
})

/** The targets of links within the repository; code is not searched. */
function findLinks(page: string): string[] {
  const prose = page.replaceAll(/^```[\s\S]*?^```/gm, '').replaceAll(/`[^`\n]*`/g, 'code')
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
}

async function resolves(from: string, link: string): Promise<boolean> {
  const [file = '', heading] = link.split('#')
  const target = file === '' ? from : path.join(path.dirname(from), file)
  const exists = await access(path.join(REPOSITORY, target)).then(
    () => true,
    () => false,
  )
  if (!exists || heading === undefined) return exists
  const headings = pages.get(target)?.match(/^#+ .*$/gm) ?? []
  return headings.some((each) => anchor(each.replace(/^#+ /, '')) === `#${heading}`)
}
