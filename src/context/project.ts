import type {ProjectFile} from '../config/project-file.ts'
import {HooksError} from '../core/errors.ts'
import {type OutputFormat, OUTPUT_FORMATS} from './output-format.ts'
import type {Context} from './context.ts'

/** The settings of the project that the command runs in. @throws HooksError usage */
export async function readProject({cwd, home}: Context): Promise<ProjectFile> {
  const {readProjectFile} = await import('../config/project-file.ts')
  const project = await readProjectFile(cwd(), home)
  findProjectFormat(project)
  return project
}

/** @throws HooksError usage, if it is not an output format */
export function findProjectFormat({values, file}: ProjectFile): OutputFormat | undefined {
  const {output} = values
  if (output === undefined) return undefined
  const format = OUTPUT_FORMATS.find((each) => each === output)
  if (format !== undefined) return format
  throw new HooksError(
    'usage',
    `unknown output format ${JSON.stringify(output)} in ${file ?? ''}`,
    {
      hint: `use one of ${OUTPUT_FORMATS.join(', ')}`,
    },
  )
}
