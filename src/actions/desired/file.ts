import path from 'node:path'
import {isMap, isPair, isScalar, type YAMLMap} from 'yaml'
import type {HooksError} from '../../core/errors.ts'
import {checkDesiredFile, type Path, type Problem} from './check.ts'
import type {DesiredEntry} from './schema.ts'
import {readInput} from '../../context/read-input.ts'
import type {Context} from '../../context/context.ts'
import {YamlReader} from '../../config/yaml-reader.ts'

export const DESIRED_FILE = 'hooks.yaml'

/** An entry with its location in the file. */
export type LocatedEntry = {
  readonly entry: DesiredEntry
  /** Its name in messages. */
  readonly name: string
  /** The base folder of relative `file:` references. */
  readonly folder: string
  /** An error that names file, line and column; `at` is a path within the entry. */
  fault(at: Path, message: string, hint?: string): HooksError
}

/**
 * Reads `hooks.yaml` and checks everything that can be checked without a target.
 *
 * @throws HooksError usage, with file, line and column of what is wrong
 */
export async function readDesired(file: string, context: Context): Promise<LocatedEntry[]> {
  const text = await readInput(
    file,
    context,
    `create it from existing webhooks with: hooks export --file ${file}`,
  )
  const name = file === '-' ? 'standard input' : file
  const reader = new YamlReader({file: name, text})
  const {webhooks} = checkDesiredFile(readData(reader), (problem) => toFaultAt(reader, problem))
  const folder = file === '-' ? context.cwd() : path.resolve(context.cwd(), path.dirname(file))
  return webhooks.map((entry, index) => ({
    entry,
    name: entry.id ?? entry.url,
    folder,
    fault: (at, message, hint) =>
      toFaultAt(reader, {path: ['webhooks', index, ...at], isKey: false, message, hint}),
  }))
}

/** @throws HooksError usage */
function readData(reader: YamlReader): unknown {
  const top = reader.document.contents
  if (!isMap(reader.resolve(top))) {
    throw reader.fault(top, 'this is not a declarative configuration', {
      hint: 'list webhooks under a top-level webhooks: key; hooks export writes such a file',
    })
  }
  return reader.readValue(top)
}

function toFaultAt(reader: YamlReader, {path: at, isKey, message, hint}: Problem): HooksError {
  const node = isKey ? findKeyAt(reader, at) : findNodeAt(reader, at)
  return reader.fault(node, message, {hint})
}

/** The node there, or the nearest one above it. */
function findNodeAt(reader: YamlReader, at: Path): unknown {
  const found = findNode(reader, at)
  return found === undefined && at.length > 0 ? findNodeAt(reader, at.slice(0, -1)) : found
}

function findKeyAt(reader: YamlReader, at: Path): unknown {
  const map = findNodeAt(reader, at.slice(0, -1))
  const resolved = reader.resolve(map)
  return isMap(resolved) ? (findPair(resolved, at.at(-1))?.key ?? map) : map
}

function findNode(reader: YamlReader, at: Path): unknown {
  let node: unknown = reader.document.contents
  for (const part of at) {
    const inside = reader.resolve(node)
    node = isMap(inside) ? findPair(inside, part)?.value : findItem(inside, part)
    if (node === undefined) return undefined
  }
  return node
}

function findPair(map: YAMLMap, name: string | number | undefined) {
  return map.items.find(
    (pair) => isPair(pair) && isScalar(pair.key) && String(pair.key.value) === String(name),
  )
}

function findItem(list: unknown, index: string | number): unknown {
  if (typeof list !== 'object' || list === null || !('items' in list)) return undefined
  return Array.isArray(list.items) ? list.items[Number(index)] : undefined
}
