import {glob, readFile} from 'node:fs/promises'
import path from 'node:path'

export const REPOSITORY = path.resolve(import.meta.dirname, '../..')

/** The Markdown pages for people, by path from the root. */
export async function readPages(): Promise<Map<string, string>> {
  const pages = new Map<string, string>()
  for await (const name of glob(['*.md', 'docs/*.md'], {cwd: REPOSITORY})) {
    pages.set(name, await readFile(path.join(REPOSITORY, name), 'utf8'))
  }
  return pages
}
