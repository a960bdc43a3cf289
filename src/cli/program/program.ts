import {Errors, run, settings, type Interfaces} from '@oclif/core'
import {createProcessContext} from '../../context/context.ts'
import {wantsJson, writeError} from './error-writer.ts'
import {watchOutput} from './lost-output.ts'

/** The part of package.json that oclif reads. */
export type ProgramManifest = Pick<Interfaces.PJSON, 'name' | 'version' | 'oclif'> & {
  readonly description: string
}

export type ProgramOptions = {
  /** The folder from which oclif finds commands, hooks and the help class. */
  readonly root: string
  /** Used instead of the package.json in `root`. */
  readonly pjson?: ProgramManifest
}

/** Runs one command line; every failure goes through the error writer. */
export function runProgram(argv: readonly string[], options: ProgramOptions): Promise<void> {
  return reportErrors(argv, () => runWithOclif(argv, options))
}

/** Runs `work` and reports what it throws, in the format that the command line asks for. */
export async function reportErrors(
  argv: readonly string[],
  work: () => Promise<void>,
): Promise<void> {
  const context = createProcessContext()
  const asJson = wantsJson(argv, context.env.variable('HOOKS_OUTPUT'))
  watchOutput({asJson, context})
  try {
    await work()
  } catch (error) {
    if (error instanceof Errors.ExitError) {
      context.setExitStatus(error.oclif.exit ?? 0)
      return
    }
    writeError(error, {asJson, context})
  }
}

/** Lets oclif find the command and run it. */
export async function runWithOclif(
  argv: readonly string[],
  options: ProgramOptions,
): Promise<void> {
  // Node runs TypeScript itself, so oclif need not look for a compiler.
  settings.enableAutoTranspile = false
  await run([...argv], {...options, userPlugins: false, devPlugins: false})
}
