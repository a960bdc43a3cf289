import type {Hook} from '@oclif/core'
import {processContext} from '../../context/context.ts'
import {wantsJson, writeError} from './error-writer.ts'
import {unknownCommand} from './unknown-command.ts'

/** Called by oclif for an unknown command, where no command's own error handling applies. */
const commandNotFound: Hook.CommandNotFound = async function ({id, argv = [], config}) {
  const context = processContext()
  const asJson = wantsJson([id, ...argv], context.env.variable('HOOKS_OUTPUT'))
  writeError(unknownCommand(id, config), {asJson, context})
}

export default commandNotFound
