import type {CommandResult} from '../src/cli/output/result.ts'
import {
  formatDiff,
  ITEM_COLUMNS,
  choosePlanStatus,
  countActions,
  toItem,
  type Item,
  type Summary,
} from '../src/cli/views/desired.ts'
import {readDesired} from '../src/actions/desired/file.ts'
import {defineFileArg, definePruneFlag} from '../src/cli/flags/desired.ts'
import {planDesired} from '../src/actions/desired/planning.ts'
import {TargetCommand} from '../src/cli/program/target-command.ts'

export default class Plan extends TargetCommand {
  static override summary = 'Show the changes that apply would make.'
  static override description =
    'Changes nothing. Exits 0 if everything matches the file, and 8 if something would change. Secret references are resolved, which includes running their commands, so that secrets can be compared.'
  static override examples = [
    '<%= config.bin %> plan',
    '<%= config.bin %> plan hooks.yaml --prune --json',
  ]
  static override args = {file: defineFileArg()}
  static override flags = {prune: definePruneFlag()}

  async execute(): Promise<CommandResult<{items: Item[]; summary: Summary}>> {
    const {args, flags} = await this.parse(Plan)
    const {selection, connection, context} = this

    const entries = await readDesired(args.file, context)
    const places = await planDesired(entries, flags, {selection, connection})

    const items = places.flatMap(({planned}) => planned.map((each) => toItem(each)))
    const answer = {items, summary: countActions(items)}
    const exitStatus = choosePlanStatus(places)
    if (this.format === 'table')
      return this.answerText(answer, formatDiff(items, context), exitStatus)
    return this.answer(answer, {rows: items, columns: ITEM_COLUMNS}, exitStatus)
  }
}
