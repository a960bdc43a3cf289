import type {FastifySchemaCompiler} from 'fastify'
import type {TSchema} from 'typebox'
import {Compile, type Validator} from 'typebox/compile'
import {isJsonObject} from '../../core/payload/json-object.ts'

/**
 * Validates requests against their schemas. All values of a query string are text, so those that
 * the schema declares as integers are converted where they look like one; nothing else is coerced.
 */
export const compileValidator: FastifySchemaCompiler<TSchema> = ({schema, httpPart}) => {
  // Compiled on first use, so that starting the server does not wait for all of them.
  let validator: Validator | undefined
  const integers = httpPart === 'querystring' ? listIntegerFields(schema) : []
  return (given: unknown) => {
    validator ??= Compile(schema)
    const value = integers.length === 0 ? given : convertIntegers(given, integers)
    return validator.Check(value) ? {value} : {error: validator.Errors(value)}
  }
}

const INTEGER = /^-?\d{1,15}$/

function listIntegerFields(schema: TSchema): string[] {
  const {properties = {}}: {properties?: Readonly<Record<string, {type?: unknown}>>} = schema
  return Object.keys(properties).filter((name) => properties[name]?.type === 'integer')
}

function convertIntegers(given: unknown, names: readonly string[]): unknown {
  if (!isJsonObject(given)) return given
  const converted = Object.entries(given).map(([name, value]) => [
    name,
    names.includes(name) && typeof value === 'string' && INTEGER.test(value)
      ? Number(value)
      : value,
  ])
  return Object.fromEntries(converted)
}
