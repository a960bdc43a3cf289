import {expect, test} from 'vitest'
import {readSources, roomOf, type Import} from './support/sources.ts'

/** External packages that only some rooms may import, including with `import type`. */
const DOORS: Readonly<Record<string, readonly string[]>> = {
  '@oclif/core': ['cli', 'commands'],
  inquirer: ['prompts'],
  chalk: ['cli'],
  'cli-table3': ['cli'],
  got: ['http'],
  conf: ['config'],
  'eventsource-parser': ['control'],
  undici: ['sending'],
  'ipaddr.js': ['sending'],
  fastify: ['server', 'emulator', 'runtime'],
  'fast-json-stringify': ['server'],
  '@fastify/type-provider-typebox': ['server', 'emulator'],
  pino: ['server', 'runtime'],
  kysely: ['store'],
  'node:sqlite': ['store'],
  yaml: ['config', 'actions', 'cli'],
}

/** Packages that only one file may load. Other files may import their types. */
const ONE_FILE = ['inquirer', 'got', 'conf', 'undici', 'node:sqlite']

const sources = await readSources('{src,commands}/**/*.ts')

test.each(Object.entries(DOORS))('%s is imported only by its rooms', (name, parts) => {
  const strangers = sources.filter(
    ({file, imports}) => imports.some(isOf(name)) && !parts.includes(roomOf(file)),
  )

  expect(strangers.map(({file}) => file)).toEqual([])
})

test.each(ONE_FILE)('%s is loaded by only one file', (name) => {
  const loaders = sources.filter(({imports}) => imports.some((it) => isOf(name)(it) && !it.isType))

  expect(loaders.map(({file}) => file).slice(1)).toEqual([])
})

function isOf(name: string): (it: Import) => boolean {
  return ({specifier}) => specifier === name || specifier.startsWith(`${name}/`)
}
