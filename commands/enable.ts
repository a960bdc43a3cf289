import type {CommandResult} from '../src/cli/output/result.ts'
import {defineIdsArg} from '../src/cli/flags/global.ts'
import {isMachineFormat} from '../src/context/output-format.ts'
import {changeStates, type StateChanges} from '../src/cli/flows/set-state.ts'
import {TargetCommand} from '../src/cli/program/target-command.ts'
import {WEBHOOK_COLUMNS} from '../src/cli/views/webhook.ts'

export default class Enable extends TargetCommand {
  static override summary = 'Start delivering events to webhooks again.'
  static override description =
    'Events that happened while a webhook was disabled are not delivered to it; deliveries that were held back are sent.'
  static override examples = [
    '<%= config.bin %> enable webhook_4fHIrTXXxuxV4lVlkiSHLn',
    '<%= config.bin %> enable webhook_4fHIrTXXxuxV4lVlkiSHLn wh_1BWt3JArmQq9sNZzsHStRS --json',
  ]
  static override args = {ids: defineIdsArg()}

  async execute(): Promise<CommandResult<StateChanges>> {
    const {args} = await this.parse(Enable)
    const {context} = this
    const silent = isMachineFormat(this.format)

    const {result, exitStatus} = await changeStates(await this.openTarget(), args.ids, {
      state: 'enabled',
      done: 'Enabled',
      context,
      silent,
    })

    return this.answer(result, {rows: result.webhooks, columns: WEBHOOK_COLUMNS}, exitStatus)
  }
}
