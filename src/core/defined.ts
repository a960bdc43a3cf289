/** The fields of an object that are set: those that may be `undefined` become optional. */
export type Defined<Fields> = {
  [Name in keyof Fields as undefined extends Fields[Name] ? never : Name]: Fields[Name]
} & {
  [Name in keyof Fields as undefined extends Fields[Name] ? Name : never]?: Exclude<
    Fields[Name],
    undefined
  >
}

/**
 * The same object without the fields whose value is `undefined`, in the same order. An optional
 * field is either set or absent here, so that `undefined` never reaches JSON, SQL or a spread.
 */
export function defined<Fields extends object>(fields: Fields): Defined<Fields> {
  const set = Object.entries(fields).filter(([, value]) => value !== undefined)
  // The entries are those of `fields`; TypeScript does not follow names through `Object.entries`.
  return Object.fromEntries(set) as Defined<Fields>
}
