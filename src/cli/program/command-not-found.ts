import type {Hook} from '@oclif/core'
import {processContext} from '../../context/context.ts'
import {wantsJson, writeError} from './error-writer.ts'
import {unknownCommand} from './unknown-command.ts'

/** oclif asks here when no command has the name: it never reaches a command's own error writer. */
const commandNotFound: Hook.CommandNotFound = async function ({id, argv = [], config}) {
  const context = processContext()
  const asJson = wantsJson([id, ...argv], context.env.variable('HOOKS_OUTPUT'))
  writeError(unknownCommand(id, config), {asJson, context})
}

export default commandNotFound
