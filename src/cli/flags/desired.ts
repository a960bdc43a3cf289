import {Args, Flags} from '@oclif/core'
import {DESIRED_FILE} from '../../actions/desired/file.ts'

export function defineFileArg() {
  return Args.string({
    default: DESIRED_FILE,
    description: 'Configuration file with the desired webhooks; - is standard input.',
  })
}

export function definePruneFlag() {
  return Flags.boolean({
    description: 'Delete webhooks that exist at the targets of the file but are not in it.',
  })
}
