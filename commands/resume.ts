import type {CommandResult} from '../src/cli/output/result.ts'
import {defineIdsArg} from '../src/cli/flags/global.ts'
import {isMachineFormat} from '../src/context/output-format.ts'
import {resumeWebhooks, type StateChanges} from '../src/cli/flows/set-state.ts'
import {TargetCommand} from '../src/cli/program/target-command.ts'
import {WEBHOOK_COLUMNS} from '../src/cli/views/webhook.ts'

export default class Resume extends TargetCommand {
  static override summary = 'Resume paused webhooks and send what they held back.'
  static override description = 'From then on, events are delivered as they happen.'
  static override examples = [
    '<%= config.bin %> resume webhook_4fHIrTXXxuxV4lVlkiSHLn',
    '<%= config.bin %> resume webhook_4fHIrTXXxuxV4lVlkiSHLn wh_1BWt3JArmQq9sNZzsHStRS --json',
  ]
  static override args = {ids: defineIdsArg()}

  async execute(): Promise<CommandResult<StateChanges>> {
    const {args} = await this.parse(Resume)
    const {context} = this
    const silent = isMachineFormat(this.format)

    const {result, exitStatus} = await resumeWebhooks(await this.openTarget(), args.ids, {
      context,
      silent,
    })

    return this.answer(result, {rows: result.webhooks, columns: WEBHOOK_COLUMNS}, exitStatus)
  }
}
