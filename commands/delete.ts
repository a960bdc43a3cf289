import type {CommandResult} from '../src/cli/output/result.ts'
import {deleteAll, toDeletionView, type Deletions} from '../src/cli/flows/delete-many.ts'
import {defineIdsArg, defineYesFlag} from '../src/cli/flags/global.ts'
import {isMachineFormat} from '../src/context/output-format.ts'
import {TargetCommand} from '../src/cli/program/target-command.ts'
import {requireVerb} from '../src/actions/target/target.ts'

export default class Delete extends TargetCommand {
  static override summary = 'Delete webhooks.'
  static override description =
    'No new deliveries are made for them, but deliveries already in progress may still arrive. If one of several webhooks cannot be deleted, the others still are.'
  static override examples = [
    '<%= config.bin %> delete webhook_4fHIrTXXxuxV4lVlkiSHLn',
    '<%= config.bin %> delete webhook_4fHIrTXXxuxV4lVlkiSHLn webhook_1BWt3JArmQq9sNZzsHStRS --yes --json',
  ]
  static override args = {ids: defineIdsArg()}
  static override flags = {yes: defineYesFlag()}

  async execute(): Promise<CommandResult<Deletions | {id: string}>> {
    const {args, flags} = await this.parse(Delete)
    const target = await this.openTarget()
    requireVerb(target, 'delete')

    const ids = [...new Set(args.ids)]
    const [id = '', another] = ids
    if (!flags.yes) {
      const what = another === undefined ? `webhook ${id}` : `${ids.length} webhooks`
      await this.confirm(`Delete ${what} at ${target.url}?`)
    }
    if (another === undefined) {
      await target.webhooks.delete(id)
      this.talk(`Deleted ${id}.`)
      return this.answer({id}, {fields: [['id', id]]})
    }
    const silent = isMachineFormat(this.format)
    const {result, exitStatus} = await deleteAll(target, ids, {context: this.context, silent})
    return this.answer(result, toDeletionView(result), exitStatus)
  }
}
