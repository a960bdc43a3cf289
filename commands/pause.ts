import type {Answer} from '../src/cli/output/answer.ts'
import {idsArg} from '../src/cli/flags/global.ts'
import {isMachineFormat} from '../src/context/output-format.ts'
import {setState, type StateChanges} from '../src/cli/flows/set-state.ts'
import {TargetCommand} from '../src/cli/program/target-command.ts'
import {WEBHOOK_COLUMNS} from '../src/cli/views/webhook.ts'

export default class Pause extends TargetCommand {
  static override summary = 'Hold deliveries of webhooks back for later.'
  static override description =
    'Events that happen meanwhile are kept; resume sends them. Only a server of ours can do it.'
  static override examples = [
    '<%= config.bin %> pause webhook_4fHIrTXXxuxV4lVlkiSHLn',
    '<%= config.bin %> pause webhook_4fHIrTXXxuxV4lVlkiSHLn wh_1BWt3JArmQq9sNZzsHStRS --json',
  ]
  static override args = {ids: idsArg()}

  async execute(): Promise<Answer<StateChanges>> {
    const {args} = await this.parse(Pause)
    const {context} = this
    const silent = isMachineFormat(this.format)

    const {result, exitStatus} = await setState(await this.target(), args.ids, {
      state: 'paused',
      done: 'Paused',
      context,
      silent,
    })

    return this.answer(result, {rows: result.webhooks, columns: WEBHOOK_COLUMNS}, exitStatus)
  }
}
