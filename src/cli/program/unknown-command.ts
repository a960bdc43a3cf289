import {HooksError} from '../../core/errors.ts'
import {findNearest} from '../../core/nearest.ts'

/** The part of oclif's configuration that is used here. */
type Known = {readonly bin: string; readonly commands: readonly {id: string; hidden?: boolean}[]}

/**
 * Creates the error for an unknown command, with a suggestion. `id` has colons or spaces between
 * words.
 */
export function createUnknownCommandError(id: string, {bin, commands}: Known): HooksError {
  const typed = id.replaceAll(':', ' ')
  const near = findNearest(
    typed,
    commands
      .filter(({hidden}) => hidden !== true)
      .map((command) => command.id.replaceAll(':', ' ')),
  )
  return new HooksError('usage', `unknown ${typed.startsWith('-') ? 'flag' : 'command'} ${typed}`, {
    hint:
      near === undefined ? `see the commands with: ${bin} --help` : `did you mean: ${bin} ${near}`,
  })
}
