import {glob, mkdir, readFile, rm, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {Command} from 'commander'
import {commandsPage} from './docs/commands.ts'
import {manPages} from './docs/man.ts'
import {fillSections, unplacedSections} from './docs/sections.ts'
import {surface} from './docs/surface.ts'
import {loadSources, ROOT} from './program.ts'
import {formatDesiredSchema} from '../src/actions/desired/schema.ts'

const COMMANDS_PAGE = 'docs/commands.md'

const program = new Command('npm run docs --')
  .description(
    'Generates docs/commands.md, the generated parts of the other pages, the man pages, test/surface.txt and the schema of hooks.yaml from the sources.',
  )
  .option('--check', 'write nothing; exit 1 if a file is out of date')
  .action(async ({check}: {check?: true}) => {
    const wanted = await documents()
    const stale = await staleFiles(wanted)
    if (check === true) reportStale(stale)
    else await write(wanted, stale)
  })

await program.parseAsync()

/** The content of every generated file, by its path from the root. */
async function documents(): Promise<Map<string, string>> {
  const config = await loadSources()
  const pages = [...manPages(config)].map(([name, page]): [string, string] => [`man/${name}`, page])
  return new Map([
    ...(await handwrittenPages()),
    [COMMANDS_PAGE, commandsPage(config)],
    ['test/surface.txt', surface(config)],
    ['schema/hooks.schema.json', formatDesiredSchema()],
    ...pages,
  ])
}

/**
 * Pages of which only some parts are generated.
 *
 * @throws Error, if a generated part has no place on any page
 */
async function handwrittenPages(): Promise<[string, string][]> {
  const pages: [string, string][] = []
  for await (const file of glob(['README.md', 'docs/*.md'], {cwd: ROOT})) {
    if (file === COMMANDS_PAGE) continue
    pages.push([file, fillSections(await readFile(path.join(ROOT, file), 'utf8'))])
  }
  const missing = unplacedSections(pages.map(([, page]) => page))
  if (missing.length > 0) throw new Error(`no page has a place for ${missing.join(', ')}`)
  return pages
}

/** Files that are out of date, including manual pages of commands that no longer exist. */
async function staleFiles(wanted: ReadonlyMap<string, string>): Promise<string[]> {
  const stale: string[] = []
  for (const [file, text] of wanted) {
    const found = await readFile(path.join(ROOT, file), 'utf8').catch(() => undefined)
    if (found !== text) stale.push(file)
  }
  for await (const file of glob('man/*.[1-8]', {cwd: ROOT})) if (!wanted.has(file)) stale.push(file)
  return stale
}

function reportStale(stale: readonly string[]): void {
  if (stale.length === 0) return
  process.exitCode = 1
  console.error(`out of date: ${stale.join(', ')}\nregenerate with: npm run docs`)
}

async function write(wanted: ReadonlyMap<string, string>, stale: readonly string[]): Promise<void> {
  await mkdir(path.join(ROOT, 'man'), {recursive: true})
  for (const file of stale) {
    const text = wanted.get(file)
    if (text === undefined) await rm(path.join(ROOT, file))
    else await writeFile(path.join(ROOT, file), text)
    console.log(file)
  }
}
