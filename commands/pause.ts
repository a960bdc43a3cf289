import type {CommandResult} from '../src/cli/output/result.ts'
import {defineIdsArg} from '../src/cli/flags/global.ts'
import {isMachineFormat} from '../src/context/output-format.ts'
import {changeStates, type StateChanges} from '../src/cli/flows/set-state.ts'
import {TargetCommand} from '../src/cli/program/target-command.ts'
import {WEBHOOK_COLUMNS} from '../src/cli/views/webhook.ts'

export default class Pause extends TargetCommand {
  static override summary = 'Hold back deliveries to webhooks until they are resumed.'
  static override description =
    'Events that happen in the meantime are kept; resume sends them. Only webhooks on a hooks server can be paused.'
  static override examples = [
    '<%= config.bin %> pause webhook_4fHIrTXXxuxV4lVlkiSHLn',
    '<%= config.bin %> pause webhook_4fHIrTXXxuxV4lVlkiSHLn wh_1BWt3JArmQq9sNZzsHStRS --json',
  ]
  static override args = {ids: defineIdsArg()}

  async execute(): Promise<CommandResult<StateChanges>> {
    const {args} = await this.parse(Pause)
    const {context} = this
    const silent = isMachineFormat(this.format)

    const {result, exitStatus} = await changeStates(await this.openTarget(), args.ids, {
      state: 'paused',
      done: 'Paused',
      context,
      silent,
    })

    return this.answer(result, {rows: result.webhooks, columns: WEBHOOK_COLUMNS}, exitStatus)
  }
}
