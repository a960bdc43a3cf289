import path from 'node:path'
import {glob, readFile} from 'node:fs/promises'

export type Import = {
  readonly specifier: string
  readonly isType: boolean
  readonly isDynamic: boolean
}
export type Source = {
  readonly file: string
  readonly code: string
  readonly imports: readonly Import[]
}

/** Reads every matching file, sorted by path, without its comments. */
export async function readSources(pattern: string): Promise<Source[]> {
  const files = await Array.fromAsync(glob(pattern))
  return Promise.all(
    files.toSorted().map(async (file) => {
      const code = withoutComments(await readFile(file, 'utf8'))
      return {file, code, imports: importsOf(code)}
    }),
  )
}

function withoutComments(code: string): string {
  return code.replace(/^\s*\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
}

function importsOf(code: string): Import[] {
  const fixed = code.matchAll(/^(?:import|export)(\s+type)?\s(?:[^;'"]*?\sfrom )?'([^']+)'/gm)
  const dynamic = code.matchAll(/\bimport\('([^']+)'\)/g)
  return [
    ...[...fixed].map(([, type, specifier = '']) => ({
      specifier,
      isType: type !== undefined,
      isDynamic: false,
    })),
    ...[...dynamic].map(([, specifier = '']) => ({specifier, isType: false, isDynamic: true})),
  ]
}

/** The room of a file, such as "store". The emulators of all providers are one room. */
export function roomOf(file: string): string {
  if (/^src\/providers\/(?:[^/]+\/)?emulator\//.test(file)) return 'emulator'
  return file.replace(/^src\//, '').split(/[/.]/, 1)[0] ?? ''
}

/** The names that a file exports. Re-exports with `from` belong to the other file. */
export function exportsOf(code: string): string[] {
  const declared = code.matchAll(
    /^export (?:declare |abstract |async )*(?:function\*?|const|type|interface|class) (\w+)/gm,
  )
  const listed = code.matchAll(/^export (?:type )?\{([^}]*)\}$/gm)
  return [
    ...[...declared].map(([, name = '']) => name),
    ...[...listed].flatMap(([, names = '']) =>
      names
        .split(',')
        .map((name) => name.trim().split(/\s/).at(-1) ?? '')
        .filter((name) => name !== ''),
    ),
  ]
}

/** The files that import themselves through others, by imports of any kind. */
export function filesInCircles(sources: readonly Source[]): string[] {
  const targetsOf = new Map(
    sources.map(({file, imports}) => [
      file,
      imports.flatMap(({specifier}) =>
        specifier.startsWith('.') ? [resolve(file, specifier)] : [],
      ),
    ]),
  )
  return sources.flatMap(({file}) => {
    const reached = new Set<string>()
    const waiting = [...(targetsOf.get(file) ?? [])]
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (reached.has(next)) continue
      reached.add(next)
      waiting.push(...(targetsOf.get(next) ?? []))
    }
    return reached.has(file) ? [file] : []
  })
}

/** The path to which a relative specifier refers. */
export function resolve(file: string, specifier: string): string {
  return path.posix.join(path.posix.dirname(file), specifier)
}

/** The files that Node loads when it loads `file`: its static imports, theirs, and so on. */
export function loadedWith(
  file: string,
  sources: readonly Source[],
  seen = new Set<string>(),
): Set<string> {
  if (seen.has(file)) return seen
  seen.add(file)
  const {imports = []} = sources.find((source) => source.file === file) ?? {}
  for (const {specifier, isType, isDynamic} of imports) {
    if (specifier.startsWith('.') && !isType && !isDynamic)
      loadedWith(resolve(file, specifier), sources, seen)
  }
  return seen
}
