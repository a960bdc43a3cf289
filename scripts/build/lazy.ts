import type {Plugin} from 'rolldown'

/** `let node_fs = require("node:fs")`, as rolldown writes an import, with or without its helper. */
const BUNDLED_BUILTIN =
  /^let (node_\w+(?:\$\d+)?) = (require\("node:[\w/]+"\));\n(?:\1 = ([\w$.]+)\(\1(?:, 1)?\);\n)?/gm

/** `const foo_1 = require("x")`, as TypeScript compiles an import, with or without its helper. */
const COMPILED_IMPORT =
  /^(?:const|var) (\w+_\d+) = ((?:__import(?:Default|Star)\()?require\("[^"]+"\)\)?);$/gm

/**
 * Lets oclif load its own parts when they are first used.
 *
 * Its modules require each other on top, so that the smallest command loads all of it: version
 * ranges, globs, spinners, templates. TypeScript compiles every use of an import to `foo_1.name`,
 * so an import can become a function that is called in its place.
 */
export function lazyImports(): Plugin {
  return {
    name: 'lazy-imports',
    transform: {
      filter: {id: /node_modules\/@oclif\/core\/lib\/.*\.js$/},
      handler: (code) => ({code: makeLazy(code), map: null}),
    },
  }
}

/**
 * Loads a module of Node's own when it is first used. Some cost more than all of our code that a
 * short command runs: `node:crypto`, for the one random id that it does not need, 10 ms.
 */
export function lazyBuiltins(): Plugin {
  return {
    name: 'lazy-builtins',
    renderChunk(code) {
      const values = new Map<string, string>()
      for (const [, name = '', value = '', helper] of code.matchAll(BUNDLED_BUILTIN)) {
        values.set(name, helper === undefined ? value : `${helper}(${value}, 1)`)
      }
      return {code: callImports(code.replace(BUNDLED_BUILTIN, ''), values), map: null}
    },
  }
}

function makeLazy(code: string): string {
  const values = new Map<string, string>()
  for (const [, name = '', value = ''] of code.matchAll(COMPILED_IMPORT)) values.set(name, value)
  return callImports(code.replace(COMPILED_IMPORT, ''), values)
}

/** `code` with each import, by name, replaced by a call of a function that loads its value once. */
function callImports(code: string, values: ReadonlyMap<string, string>): string {
  const called = [...values.keys()].reduce(
    // Parentheses, because `new foo_1$().Bar` would make a new `foo_1$`.
    (text, name) => text.replace(useOf(name), () => `(${name}$lazy())`),
    code,
  )
  const getters = [...values].map(
    ([name, value]) =>
      `let ${name}$value; function ${name}$lazy() { return ${name}$value ??= ${value}; }`,
  )
  // On top, because a `let` cannot be used before its line has run.
  return called.replace(/^(?:"use strict";)?/, (start) => `${start}\n${getters.join('\n')}\n`)
}

function useOf(name: string): RegExp {
  return new RegExp(`(?<![\\w$.])${RegExp.escape(name)}(?![\\w$])`, 'g')
}
