import {Args, Flags} from '@oclif/core'
import {DESIRED_FILE} from '../../actions/desired/file.ts'

export function fileArg() {
  return Args.string({
    default: DESIRED_FILE,
    description: 'File that says what webhooks there should be; - is standard input.',
  })
}

export function pruneFlag() {
  return Flags.boolean({
    description: 'Delete what is at the targets of the file but not in it.',
  })
}
