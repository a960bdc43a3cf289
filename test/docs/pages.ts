import {glob, readFile} from 'node:fs/promises'
import path from 'node:path'

export const ROOT = path.resolve(import.meta.dirname, '../..')

/** The pages that people read, by their path from the root. */
export async function readPages(): Promise<Map<string, string>> {
  const pages = new Map<string, string>()
  for await (const name of glob(['*.md', 'docs/*.md'], {cwd: ROOT})) {
    pages.set(name, await readFile(path.join(ROOT, name), 'utf8'))
  }
  return pages
}
