import stringifier from 'fast-json-stringify'
import type {FastifySerializerCompiler} from 'fastify'

/**
 * Writes answers as their schemas say, with what Fastify itself writes them with. A schema is
 * compiled when the first answer of its kind is written: to compile all of them first takes half of
 * the time in which a server starts.
 */
export const serializerCompiler: FastifySerializerCompiler<stringifier.Schema> = ({schema}) => {
  let write: ((answer: unknown) => string) | undefined
  return (answer) => {
    write ??= stringifier(schema)
    return write(answer)
  }
}
