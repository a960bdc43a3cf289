import type {ProjectFile} from '../config/project-file.ts'
import {HooksError} from '../core/errors.ts'
import {type OutputFormat, OUTPUT_FORMATS} from './output-format.ts'
import type {Context} from './context.ts'

export type {ProjectFile} from '../config/project-file.ts'

/** What the project that a command runs in fixes. @throws HooksError usage */
export async function readProject({cwd, home}: Context): Promise<ProjectFile> {
  const {readProjectFile} = await import('../config/project-file.ts')
  const project = await readProjectFile(cwd(), home)
  projectFormat(project)
  return project
}

/** @throws HooksError usage, when it names no format */
export function projectFormat({values, file}: ProjectFile): OutputFormat | undefined {
  const {output} = values
  if (output === undefined) return undefined
  const format = OUTPUT_FORMATS.find((each) => each === output)
  if (format !== undefined) return format
  throw new HooksError('usage', `output ${JSON.stringify(output)} in ${file ?? ''} is no format`, {
    hint: `one of ${OUTPUT_FORMATS.join(', ')}`,
  })
}
