import {glob, readdir, readFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {filesInCircles, readSources, resolve, type Import, type Source} from './support/sources.ts'
import {PROVIDER_NAMES} from '../src/providers/index.ts'

/** Which parts each part may import, besides itself: the picture in docs/architecture.md. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  http: ['core'],
  config: ['core'],
  store: ['core'],
  providers: ['core', 'http'],
  dialect: ['core', 'providers', 'store'],
  dispatcher: ['core', 'store'],
  receiver: ['core', 'providers'],
  'control-wire': ['core'],
  control: ['core', 'control-wire'],
  server: ['core', 'providers', 'store', 'dialect', 'control-wire'],
  serve: ['core', 'config', 'providers', 'dialect', 'store', 'dispatcher', 'server'],
  desired: ['core', 'providers', 'control-wire'],
  prompts: ['core', 'providers'],
  cli: [
    'core',
    'config',
    'providers',
    'prompts',
    'desired',
    'control',
    'control-wire',
    'serve',
    'receiver',
  ],
  commands: ['core', 'providers', 'prompts', 'desired', 'control', 'control-wire', 'cli'],
  main: ['cli'],
}

/** Outside packages that only some parts may know; the compiler's `import type` counts too. */
const DOORS: Readonly<Record<string, readonly string[]>> = {
  '@oclif/core': ['cli', 'commands'],
  inquirer: ['prompts'],
  chalk: ['cli'],
  'cli-table3': ['cli'],
  got: ['http'],
  conf: ['config'],
  undici: ['dispatcher'],
  'ipaddr.js': ['dispatcher'],
  fastify: ['server', 'dialect', 'serve'],
  'fast-json-stringify': ['server'],
  '@fastify/type-provider-typebox': ['server', 'dialect'],
  pino: ['server', 'serve'],
  kysely: ['store'],
  pg: ['store'],
  'node:sqlite': ['store'],
  yaml: ['cli', 'desired'],
}

/** Packages that are loaded from one file only; types may be named elsewhere in the part. */
const ONE_FILE = ['inquirer', 'got', 'conf', 'undici', 'pg', 'node:sqlite']

const PROVIDER_FILES = [
  'index.ts',
  'assumptions.ts',
  'wire.ts',
  'client.ts',
  'dialect.ts',
  'faults.ts',
  'proof.ts',
  'samples',
]

const sources = await readSources('{src,commands}/**/*.ts')

test.each(sources)('$file imports only what its part may', ({file, imports}) => {
  const part = partOf(file)
  const forbidden = imports
    .filter(({specifier}) => specifier.startsWith('.'))
    .map(({specifier}) => partOf(resolve(file, specifier)))
    .filter((target) => target !== part && !MAY_IMPORT[part]?.includes(target))

  expect(Object.keys(MAY_IMPORT)).toContain(part)
  expect(forbidden).toEqual([])
})

test.each(Object.entries(DOORS))('%s is known only to its part', (name, parts) => {
  const strangers = sources.filter(
    ({file, imports}) => imports.some(isOf(name)) && !parts.includes(partOf(file)),
  )

  expect(strangers.map(({file}) => file)).toEqual([])
})

test.each(ONE_FILE)('%s is loaded from one file', (name) => {
  const loaders = sources.filter(({imports}) => imports.some((it) => isOf(name)(it) && !it.isType))

  expect(loaders.map(({file}) => file).slice(1)).toEqual([])
})

test('no file imports another in a circle, types counted', () => {
  expect(filesInCircles(sources)).toEqual([])
})

test('no provider knows another', () => {
  const crossings = sources.flatMap(({file, imports}) =>
    imports
      .map(({specifier}) => [providerOf(file), providerOf(resolve(file, specifier))])
      .filter(([from, to]) => from !== undefined && to !== undefined && from !== to),
  )

  expect(crossings).toEqual([])
})

test('a dialect never uses the client of its provider', () => {
  const dialects = sources.filter(({file}) => partOf(file) === 'dialect')

  const users = dialects.filter(({imports}) =>
    imports.some(({specifier}) => specifier.endsWith('/client.ts')),
  )

  expect(users).toEqual([])
})

test('a provider differs by its fields: nobody compares its name', () => {
  const comparison = new RegExp(
    `[!=]== '(${PROVIDER_NAMES.join('|')})'|case '(${PROVIDER_NAMES.join('|')})'`,
  )

  expect(filesWith(comparison)).toEqual([])
})

test("no command loads the server or a vendor's client before it needs them", () => {
  const late = new Set(['serve', 'server', 'store', 'dispatcher', 'dialect', 'receiver', 'http'])
  const commands = sources.filter(({file}) => partOf(file) === 'commands')

  const early = commands.flatMap(({file}) =>
    [...loadedWith(file)].filter((loaded) => late.has(partOf(loaded))),
  )

  expect(early).toEqual([])
})

test('every provider of the registry has its folder, with the usual files and no others', async () => {
  const entries = await readdir('src/providers', {withFileTypes: true})
  const folders = entries.filter((entry) => entry.isDirectory()).map(({name}) => name)

  expect(folders.toSorted()).toEqual(PROVIDER_NAMES.toSorted())
  for (const folder of folders) {
    const files = await readdir(path.join('src/providers', folder))
    expect(files).toContain('index.ts')
    expect(PROVIDER_FILES).toEqual(expect.arrayContaining(files))
  }
})

test('every dialect is in the registry of the server', async () => {
  const registry = sources.find(({file}) => file === 'src/server/dialects.ts')
  const dialects = sources.map(({file}) => file).filter((file) => file.endsWith('/dialect.ts'))

  const registered = registry?.imports.map(({specifier}) => resolve(registry.file, specifier))

  expect(registered).toEqual(expect.arrayContaining(dialects))
})

test('the environment is read in one file', () => {
  expect(filesWith(/process\.env\b/)).toEqual(['src/config/env.ts'])
})

test('nothing ends the process', () => {
  expect(filesWith(/process\.exit\(/)).toEqual([])
})

test('no file only passes on what others export', () => {
  const isBarrel = ({code}: Source) =>
    /\S/.test(code) && !/\S/.test(code.replace(/^export\s[^;'"]*?\sfrom '[^']+'$/gm, ''))

  expect(sources.filter(isBarrel).map(({file}) => file)).toEqual([])
})

test.each(sources)('$file is short enough to read', async ({file}) => {
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n').length

  expect(lines).toBeLessThanOrEqual(partOf(file) === 'commands' ? 60 : 250)
})

test('bin/run.js does nothing but start', async () => {
  const lines = (await readFile('bin/run.js', 'utf8')).trimEnd().split('\n').length

  expect(lines).toBeLessThanOrEqual(12)
})

test('no test replaces a module', async () => {
  const tests = await readSources('test/**/*.ts')

  const mocking = tests.filter(({code}) => /\b(?:vi|mock)\.(?:doMock|mock|module)\(/.test(code))

  expect(mocking.map(({file}) => file)).toEqual([])
})

test('whatever silences a tool states its reason', async () => {
  const directive = /(?:oxlint|eslint)-disable|@ts-(?:ignore|nocheck|expect-error)|v8 ignore/
  const silent: string[] = []
  for await (const file of glob('{src,commands,test,bench,scripts,bin}/**/*.{ts,js}')) {
    const lines = (await readFile(file, 'utf8')).split('\n')
    const mute = lines.filter((line) => /^\s*(?:\/\/|\/\*)/.test(line) && directive.test(line))
    if (mute.some((line) => !line.includes(' -- '))) silent.push(file)
  }

  expect(silent).toEqual([])
})

/** `src/store/index.ts` is of "store"; a dialect and the wire of the control API are their own. */
function partOf(file: string): string {
  if (/^src\/providers\/(?:[^/]+\/)?dialect(?:-[a-z]+)?\.ts$/.test(file)) return 'dialect'
  if (/^src\/control\/wire(?:-[a-z-]+)?\.ts$/.test(file)) return 'control-wire'
  return file.replace(/^src\//, '').split(/[/.]/, 1)[0] ?? ''
}

function providerOf(file: string): string | undefined {
  return /^src\/providers\/([^/]+)\//.exec(file)?.[1]
}

/** The files that Node loads when it loads `file`: what is imported on top, and so on. */
function loadedWith(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen
  seen.add(file)
  const {imports = []} = sources.find((source) => source.file === file) ?? {}
  for (const {specifier, isType, isDynamic} of imports) {
    if (specifier.startsWith('.') && !isType && !isDynamic)
      loadedWith(resolve(file, specifier), seen)
  }
  return seen
}

function isOf(name: string): (it: Import) => boolean {
  return ({specifier}) => specifier === name || specifier.startsWith(`${name}/`)
}

function filesWith(pattern: RegExp): string[] {
  return sources.filter(({code}) => pattern.test(code)).map(({file}) => file)
}
