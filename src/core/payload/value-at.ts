/**
 * The value at a path with dots, `a.b.0.c`, where a number is a place in a list. A field whose
 * own name holds dots, as some vendors' do, is found too; undefined where there is nothing.
 */
export function findValueAt(value: unknown, path: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  // Lists have their indices as names.
  const fields = value as Readonly<Record<string, unknown>>
  if (Object.hasOwn(fields, path)) return fields[path]
  const dot = path.indexOf('.')
  if (dot === -1) return undefined
  const name = path.slice(0, dot)
  return Object.hasOwn(fields, name) ? findValueAt(fields[name], path.slice(dot + 1)) : undefined
}
