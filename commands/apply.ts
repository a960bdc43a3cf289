import type {CommandResult} from '../src/cli/output/result.ts'
import {runApply, type AppliedPlan} from '../src/cli/flows/apply.ts'
import {ITEM_COLUMNS} from '../src/cli/views/desired.ts'
import {readDesired} from '../src/actions/desired/file.ts'
import {defineFileArg, definePruneFlag} from '../src/cli/flags/desired.ts'
import {planDesired} from '../src/actions/desired/planning.ts'
import {defineYesFlag} from '../src/cli/flags/global.ts'
import {isMachineFormat} from '../src/context/output-format.ts'
import {TargetCommand} from '../src/cli/program/target-command.ts'

export default class Apply extends TargetCommand {
  static override summary = 'Change webhooks to match a configuration file.'
  static override description =
    'Matches existing webhooks by provider, kind, scope and URL; webhooks that the file does not name stay as they are. If a change fails, the others are still made, and the exit status is the worst one. To see secrets afterwards, use hooks secret get.'
  static override examples = [
    '<%= config.bin %> apply',
    '<%= config.bin %> apply hooks.yaml --prune --yes --json',
  ]
  static override args = {file: defineFileArg()}
  static override flags = {prune: definePruneFlag(), yes: defineYesFlag()}

  async execute(): Promise<CommandResult<AppliedPlan>> {
    const {args, flags} = await this.parse(Apply)
    const {selection, connection, context} = this

    const entries = await readDesired(args.file, context)
    const places = await planDesired(entries, flags, {selection, connection})
    const {result, exitStatus} = await runApply(places, {
      context,
      silent: isMachineFormat(this.format),
      confirm: flags.yes ? undefined : (question) => this.confirm(question),
    })

    return this.answer(result, {rows: result.items, columns: ITEM_COLUMNS}, exitStatus)
  }
}
