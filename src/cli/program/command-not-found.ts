import type {Hook} from '@oclif/core'
import {createProcessContext} from '../../context/context.ts'
import {wantsJson, writeError} from './error-writer.ts'
import {createUnknownCommandError} from './unknown-command.ts'

/** Called by oclif for an unknown command, where no command's own error handling applies. */
const commandNotFound: Hook.CommandNotFound = async function ({id, argv = [], config}) {
  const context = createProcessContext()
  const asJson = wantsJson([id, ...argv], context.env.variable('HOOKS_OUTPUT'))
  writeError(createUnknownCommandError(id, config), {asJson, context})
}

export default commandNotFound
