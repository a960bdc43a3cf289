import {Compile, type Validator} from 'typebox/compile'
import type {TSchema} from 'typebox'
import type {Payload} from '../event.ts'
import {createPayloadMismatchError, describeProblemsOf} from './schema-problems.ts'

/**
 * Checks payloads against the types that providers document, and compiles each schema once. Schemas
 * written by users are checked by `SchemaCheck`, which does not compile them.
 */
export class PayloadCheck {
  readonly #validators = new WeakMap<TSchema, Validator>()

  /** @throws HooksError usage, naming the first fields that do not match the schema */
  checkPayload(
    {name, schema}: {readonly name: string; readonly schema: TSchema},
    payload: Payload,
  ): void {
    const validator = this.#findValidator(schema)
    if (validator.Check(payload)) return
    throw createPayloadMismatchError(name, describeProblemsOf('payload', validator.Errors(payload)))
  }

  #findValidator(schema: TSchema): Validator {
    const known = this.#validators.get(schema)
    if (known !== undefined) return known
    const made = Compile(schema)
    this.#validators.set(schema, made)
    return made
  }
}
