import {expect, test} from 'vitest'
import {readSources, roomOf, type Import} from './support/sources.ts'

/** Outside packages that only some rooms may know; the compiler's `import type` counts too. */
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

/** Packages that are loaded from one file only; types may be named elsewhere in the part. */
const ONE_FILE = ['inquirer', 'got', 'conf', 'undici', 'node:sqlite']

const sources = await readSources('{src,commands}/**/*.ts')

test.each(Object.entries(DOORS))('%s is known only to its room', (name, parts) => {
  const strangers = sources.filter(
    ({file, imports}) => imports.some(isOf(name)) && !parts.includes(roomOf(file)),
  )

  expect(strangers.map(({file}) => file)).toEqual([])
})

test.each(ONE_FILE)('%s is loaded from one file', (name) => {
  const loaders = sources.filter(({imports}) => imports.some((it) => isOf(name)(it) && !it.isType))

  expect(loaders.map(({file}) => file).slice(1)).toEqual([])
})

function isOf(name: string): (it: Import) => boolean {
  return ({specifier}) => specifier === name || specifier.startsWith(`${name}/`)
}
