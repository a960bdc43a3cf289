/** An object type in which fields that may be `undefined` are optional instead. */
export type Defined<Fields> = {
  [Name in keyof Fields as undefined extends Fields[Name] ? never : Name]: Fields[Name]
} & {
  [Name in keyof Fields as undefined extends Fields[Name] ? Name : never]?: Exclude<
    Fields[Name],
    undefined
  >
}

/**
 * A copy of an object without the fields whose value is `undefined`, in the same order. Optional
 * fields are either set or absent, so `undefined` never reaches JSON, SQL or a spread.
 */
export function defined<Fields extends object>(fields: Fields): Defined<Fields> {
  const set = Object.entries(fields).filter(([, value]) => value !== undefined)
  // The entries come from `fields`; TypeScript loses their names in `Object.entries`.
  return Object.fromEntries(set) as Defined<Fields>
}
