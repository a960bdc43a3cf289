import type {FastifySchemaCompiler} from 'fastify'
import type {TSchema} from 'typebox'
import {Compile, type Validator} from 'typebox/compile'
import {isJsonObject} from '../../core/payload/json-object.ts'

/**
 * Checks requests against their schemas. Of a query, whose values all are text, those that are to be
 * integers and are written as one are read; nothing else is taken for what it is not.
 */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({schema, httpPart}) => {
  // Compiled when it is first wanted, or a server that starts would wait for all of them.
  let validator: Validator | undefined
  const numbers = httpPart === 'querystring' ? integersOf(schema) : []
  return (given: unknown) => {
    validator ??= Compile(schema)
    const value = numbers.length === 0 ? given : withIntegers(given, numbers)
    return validator.Check(value) ? {value} : {error: validator.Errors(value)}
  }
}

const INTEGER = /^-?\d{1,15}$/

function integersOf(schema: TSchema): string[] {
  const {properties = {}}: {properties?: Readonly<Record<string, {type?: unknown}>>} = schema
  return Object.keys(properties).filter((name) => properties[name]?.type === 'integer')
}

function withIntegers(given: unknown, names: readonly string[]): unknown {
  if (!isJsonObject(given)) return given
  const read = Object.entries(given).map(([name, value]) => [
    name,
    names.includes(name) && typeof value === 'string' && INTEGER.test(value)
      ? Number(value)
      : value,
  ])
  return Object.fromEntries(read)
}
