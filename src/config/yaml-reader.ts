import {
  isAlias,
  isMap,
  isScalar,
  LineCounter,
  parseDocument,
  type Document,
  type YAMLMap,
} from 'yaml'
import {HooksError} from '../core/errors.ts'
import {findNearest} from '../core/nearest.ts'

export type YamlSource = {
  /** The name of the file, for messages. */
  readonly file: string
  readonly text: string
}

/** A YAML document that knows the position of its nodes. */
export class YamlReader {
  readonly #file: string
  readonly document: Document
  readonly #lines = new LineCounter()

  /** @throws HooksError usage, if it is not valid YAML */
  constructor({file, text}: YamlSource) {
    this.#file = file
    this.document = parseDocument(text, {lineCounter: this.#lines, prettyErrors: false})
    const [error] = this.document.errors
    if (error !== undefined) throw this.#faultAt(error.pos[0], lowerFirst(error.message))
  }

  resolve(node: unknown): unknown {
    return isAlias(node) ? node.resolve(this.document) : node
  }

  /** A map with no keys other than these. @throws HooksError usage */
  readMap(node: unknown, keys: readonly string[], what: string): YAMLMap {
    const map = this.resolve(node)
    if (!isMap(map)) throw this.fault(node, `not ${what}`)
    for (const {key} of map.items) {
      const name = isScalar(key) ? String(key.value) : ''
      if (keys.includes(name)) continue
      const near = findNearest(name, keys)
      throw this.fault(key, `unknown key ${JSON.stringify(name)}`, {
        hint: near === undefined ? `known keys: ${keys.join(', ')}` : `did you mean ${near}?`,
      })
    }
    return map
  }

  /** @throws HooksError usage, if the value is not a string */
  readText(map: YAMLMap, key: string): string | undefined {
    const value = this.readScalar(map, key)
    if (value === undefined || typeof value === 'string') return value
    throw this.fault(map.get(key, true), `${key} is not a string`)
  }

  readScalar(map: YAMLMap, key: string): string | number | undefined {
    const node = this.resolve(map.get(key, true))
    if (node === undefined) return undefined
    const value = isScalar(node) ? node.value : undefined
    if (typeof value === 'string' || typeof value === 'number') return value
    throw this.fault(node, `${key} is not a string or number`)
  }

  /** The value of a node, with aliases resolved. @throws HooksError usage, if there are too many */
  readValue(node: unknown): unknown {
    const resolved = this.resolve(node)
    if (!isMap(resolved)) return undefined
    try {
      return resolved.toJS(this.document)
    } catch (error) {
      if (!(error instanceof ReferenceError)) throw error
      throw this.fault(node, lowerFirst(error.message))
    }
  }

  /** Adds the position to an error that `work` throws. */
  nameInErrors<T>(node: unknown, work: () => T): T {
    try {
      return work()
    } catch (error) {
      if (!(error instanceof HooksError)) throw error
      throw this.fault(node, error.message, {hint: error.hint})
    }
  }

  fault(node: unknown, message: string, options: {hint?: string | undefined} = {}): HooksError {
    return new HooksError('usage', `${this.describePlace(node)}: ${message}`, options)
  }

  describePlace(node: unknown): string {
    return this.#describeOffset(hasRange(node) ? (node.range?.[0] ?? 0) : 0)
  }

  #faultAt(offset: number, message: string): HooksError {
    return new HooksError('usage', `${this.#describeOffset(offset)}: ${message}`)
  }

  #describeOffset(offset: number): string {
    const {line, col} = this.#lines.linePos(offset)
    // An empty file has no lines to count.
    return `${this.#file}:${Math.max(1, line)}:${Math.max(1, col)}`
  }
}

function hasRange(node: unknown): node is {readonly range?: readonly number[] | null} {
  return typeof node === 'object' && node !== null && 'range' in node
}

function lowerFirst(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1)
}
