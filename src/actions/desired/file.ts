import path from 'node:path'
import {isMap, isPair, isScalar, type YAMLMap} from 'yaml'
import type {HooksError} from '../../core/errors.ts'
import {checkedFile, type Path, type Problem} from './check.ts'
import type {DesiredEntry} from './schema.ts'
import {readInput} from '../../context/read-input.ts'
import type {Context} from '../../context/context.ts'
import {YamlReader} from '../../config/yaml-reader.ts'

export const DESIRED_FILE = 'hooks.yaml'

/** An entry, and how to speak of a place in it. */
export type LocatedEntry = {
  readonly entry: DesiredEntry
  /** How messages call it. */
  readonly name: string
  /** Where the paths of `file:` references begin. */
  readonly folder: string
  /** An error that names file, line and column; `at` is a path within the entry. */
  fault(at: Path, message: string, hint?: string): HooksError
}

/**
 * What `hooks.yaml` holds, with all that needs no target checked.
 *
 * @throws HooksError usage, with file, line and column of what is wrong
 */
export async function readDesired(file: string, context: Context): Promise<LocatedEntry[]> {
  const text = await readInput(
    file,
    context,
    `write it from what exists: hooks export --file ${file}`,
  )
  const name = file === '-' ? 'standard input' : file
  const reader = new YamlReader({file: name, text})
  const {webhooks} = checkedFile(dataOf(reader), (problem) => faultAt(reader, problem))
  const folder = file === '-' ? context.cwd() : path.resolve(context.cwd(), path.dirname(file))
  return webhooks.map((entry, index) => ({
    entry,
    name: entry.id ?? entry.url,
    folder,
    fault: (at, message, hint) =>
      faultAt(reader, {path: ['webhooks', index, ...at], isKey: false, message, hint}),
  }))
}

/** @throws HooksError usage */
function dataOf(reader: YamlReader): unknown {
  const top = reader.document.contents
  if (!isMap(reader.resolve(top))) {
    throw reader.fault(top, 'this is not a file of webhooks', {
      hint: 'it begins with webhooks: and lists them below; hooks export writes one',
    })
  }
  return reader.value(top)
}

function faultAt(reader: YamlReader, {path: at, isKey, message, hint}: Problem): HooksError {
  const node = isKey ? keyAt(reader, at) : nodeAt(reader, at)
  return reader.fault(node, message, {hint})
}

/** The node there, or the nearest one above it. */
function nodeAt(reader: YamlReader, at: Path): unknown {
  const found = follow(reader, at)
  return found === undefined && at.length > 0 ? nodeAt(reader, at.slice(0, -1)) : found
}

function keyAt(reader: YamlReader, at: Path): unknown {
  const map = nodeAt(reader, at.slice(0, -1))
  const resolved = reader.resolve(map)
  return isMap(resolved) ? (pairOf(resolved, at.at(-1))?.key ?? map) : map
}

function follow(reader: YamlReader, at: Path): unknown {
  let node: unknown = reader.document.contents
  for (const part of at) {
    const inside = reader.resolve(node)
    node = isMap(inside) ? pairOf(inside, part)?.value : itemOf(inside, part)
    if (node === undefined) return undefined
  }
  return node
}

function pairOf(map: YAMLMap, name: string | number | undefined) {
  return map.items.find(
    (pair) => isPair(pair) && isScalar(pair.key) && String(pair.key.value) === String(name),
  )
}

function itemOf(list: unknown, index: string | number): unknown {
  if (typeof list !== 'object' || list === null || !('items' in list)) return undefined
  return Array.isArray(list.items) ? list.items[Number(index)] : undefined
}
