import {readFile} from 'node:fs/promises'
import {expect, test} from 'vitest'
import {
  roomOf,
  exportsOf,
  filesInCircles,
  loadedWith,
  readSources,
  resolve,
  type Import,
} from './support/sources.ts'
import {PROVIDER_NAMES} from '../src/providers/index.ts'

/**
 * Which rooms each room may import, besides itself: the table in docs/architecture.md. `types of`
 * allows only type imports, `late` only `await import()`.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  main: ['cli', 'context'],
  commands: ['cli', 'actions', 'context', 'core', 'providers', 'types of wire'],
  cli: [
    'actions',
    'context',
    'config',
    'providers',
    'control',
    'receiver',
    'wire',
    'core',
    'types of runtime',
  ],
  actions: [
    'context',
    'prompts',
    'control',
    'wire',
    'providers',
    'config',
    'late sending',
    'types of sending',
    'core',
    'late runtime',
    'types of runtime',
  ],
  context: ['config', 'prompts', 'core'],
  prompts: ['types of providers', 'core'],
  runtime: ['server', 'dispatcher', 'store', 'sending', 'emulator', 'providers', 'core'],
  server: ['emulator', 'providers', 'store', 'wire', 'core'],
  dispatcher: ['store', 'sending', 'core'],
  receiver: ['core'],
  control: ['wire', 'http', 'core'],
  emulator: ['providers', 'store', 'core'],
  providers: ['http', 'core'],
  sending: ['core'],
  store: ['core'],
  http: ['core'],
  config: ['core'],
  wire: [],
  core: [],
}

const sources = await readSources('{src,commands}/**/*.ts')

test.each(sources)('$file imports only what its room may import', ({file, imports}) => {
  const room = roomOf(file)
  const forbidden = imports
    .filter(({specifier}) => specifier.startsWith('.'))
    .filter((it) => !mayImport(room, roomOf(resolve(file, it.specifier)), it))

  expect(Object.keys(MAY_IMPORT)).toContain(room)
  expect(forbidden.map(({specifier}) => specifier)).toEqual([])
})

test.each(Object.keys(MAY_IMPORT))('%s imports every room that it may import', (room) => {
  const imported = sources
    .filter(({file}) => roomOf(file) === room)
    .flatMap(({file, imports}) =>
      imports.map((it) => ({target: roomOf(resolve(file, it.specifier)), it})),
    )

  const unused = (MAY_IMPORT[room] ?? []).filter(
    (entry) => !imported.some(({target, it}) => isAllowedBy(entry, target, it)),
  )

  expect(unused).toEqual([])
})

test('a room imports only rooms further down the table', () => {
  const rooms = Object.keys(MAY_IMPORT)
  const upwards = Object.entries(MAY_IMPORT).flatMap(([room, entries]) =>
    entries
      .map((entry) => entry.split(' ').at(-1) ?? '')
      .filter((target) => rooms.indexOf(target) <= rooms.indexOf(room))
      .map((target) => `${room} -> ${target}`),
  )

  expect(upwards).toEqual([])
})

test('docs/architecture.md shows the same map', async () => {
  const page = await readFile('docs/architecture.md', 'utf8')
  const cells = page.matchAll(/^\| `(\w+)` +\|.*\| ([^|]+?) +\| ([^|]+?) +\|$/gm)

  const rows = [...cells].map(([, room = '', by = '', may = '']) => ({room, by, may}))

  expect(rows).toEqual(
    Object.entries(MAY_IMPORT).map(([room, may]) => ({
      room,
      by: describeImporters(room),
      may: may.join(', ') || 'nothing',
    })),
  )
})

test('there are no circular imports, not even of types', () => {
  expect(filesInCircles(sources)).toEqual([])
})

test('a folder of src contains at most 20 files', () => {
  const folders = Map.groupBy(sources, ({file}) => file.slice(0, file.lastIndexOf('/')))
  const full = [...folders].filter(
    ([folder, {length}]) =>
      folder.startsWith('src') && !folder.endsWith('/migrations') && length > 20,
  )

  expect(full.map(([folder]) => folder)).toEqual([])
})

test('no two files export the same name, except in the folders of providers', () => {
  const exported = sources
    .filter(({file}) => providerOf(file) === undefined)
    .flatMap(({file, code}) => exportsOf(code).map((name) => ({file, name})))
  const repeated = [...Map.groupBy(exported, ({name}) => name)]
    .map(([name, all]) => [name, ...new Set(all.map(({file}) => file))])
    .filter(({length}) => length > 2)

  expect(exported.length).toBeGreaterThan(500)
  expect(repeated).toEqual([])
})

test('no provider imports another', () => {
  const crossings = sources.flatMap(({file, imports}) =>
    imports
      .map(({specifier}) => [providerOf(file), providerOf(resolve(file, specifier))])
      .filter(([from, to]) => from !== undefined && to !== undefined && from !== to),
  )

  expect(crossings).toEqual([])
})

test('a proof loads only core, and no packages', () => {
  const proofs = sources
    .map(({file}) => file)
    .filter((file) => file.endsWith('/proof.ts') || file.startsWith('src/core/signing/'))

  const loaded = [...new Set(proofs.flatMap((file) => [...loadedWith(file, sources)]))]
  const others = loaded.filter((file) => roomOf(file) !== 'core' && !proofs.includes(file))
  const packages = sources
    .filter(({file}) => loaded.includes(file))
    .flatMap(({imports}) => imports)
    .filter(({specifier, isType}) => !isType && !/^(?:\.|node:)/.test(specifier))

  expect(proofs).toContain('src/providers/mda/proof.ts')
  expect(others).toEqual([])
  expect(packages).toEqual([])
})

test('an emulator never uses the client of its provider', () => {
  const emulators = sources.filter(({file}) => roomOf(file) === 'emulator')

  const users = emulators.filter(({imports}) =>
    imports.some(({specifier}) => specifier.endsWith('/client.ts')),
  )

  expect(users).toEqual([])
})

test("no command loads the server or a vendor's client before it needs them", () => {
  const late = new Set([
    'runtime',
    'server',
    'store',
    'dispatcher',
    'sending',
    'emulator',
    'receiver',
    'http',
  ])
  const commands = sources.filter(({file}) => roomOf(file) === 'commands')

  const early = commands.flatMap(({file}) =>
    [...loadedWith(file, sources)].filter((loaded) => late.has(roomOf(loaded))),
  )

  expect(early).toEqual([])
})

test('every emulator is registered with the server', async () => {
  const registry = sources.find(({file}) => file === 'src/server/emulators.ts')
  const emulators = sources.map(({file}) => file).filter((file) => file.endsWith('/routes.ts'))

  const registered = registry?.imports.map(({specifier}) => resolve(registry.file, specifier))

  expect(registered).toEqual(expect.arrayContaining(emulators))
})

function describeImporters(room: string): string {
  const importers = Object.entries(MAY_IMPORT)
    .filter(([, entries]) => entries.some((entry) => entry.split(' ').at(-1) === room))
    .map(([name]) => name)
  return importers.length > 12 ? 'nearly all' : importers.join(', ') || 'nobody'
}

function providerOf(file: string): string | undefined {
  const folder = /^src\/providers\/([^/]+)\//.exec(file)?.[1]
  return PROVIDER_NAMES.find((name) => name === folder)
}

function mayImport(room: string, target: string, it: Import): boolean {
  return target === room || (MAY_IMPORT[room] ?? []).some((entry) => isAllowedBy(entry, target, it))
}

function isAllowedBy(entry: string, target: string, {isType, isDynamic}: Import): boolean {
  if (entry === `types of ${target}`) return isType
  return entry === target || (entry === `late ${target}` && isDynamic)
}
