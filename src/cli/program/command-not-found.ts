import type {Hook} from '@oclif/core'
import {readEnv} from '../../config/env.ts'
import {wantsJson, writeError} from './error-writer.ts'
import {unknownCommand} from './unknown-command.ts'

/** oclif asks here when no command has the name: it never reaches a command's own error writer. */
const commandNotFound: Hook.CommandNotFound = async function ({id, argv = [], config}) {
  const asJson = wantsJson([id, ...argv], readEnv().variable('HOOKS_OUTPUT'))
  writeError(unknownCommand(id, config), {asJson})
}

export default commandNotFound
