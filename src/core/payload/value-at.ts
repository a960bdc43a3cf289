/**
 * The value at a path with dots, `a.b.0.c`, where a number is a list index. Fields whose names
 * contain dots, as some vendors' do, are found too; undefined if there is no such field.
 */
export function findValueAt(value: unknown, path: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  // The indices of a list are its names.
  const fields = value as Readonly<Record<string, unknown>>
  if (Object.hasOwn(fields, path)) return fields[path]
  const dot = path.indexOf('.')
  if (dot === -1) return undefined
  const name = path.slice(0, dot)
  return Object.hasOwn(fields, name) ? findValueAt(fields[name], path.slice(dot + 1)) : undefined
}
