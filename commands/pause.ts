import {idsArg} from '../src/cli/flags.ts'
import {setState} from '../src/cli/set-state.ts'
import {TargetCommand} from '../src/cli/target-command.ts'
import {WEBHOOK_COLUMNS} from '../src/cli/webhook-view.ts'
import type {Webhook} from '../src/core/webhook.ts'

export default class Pause extends TargetCommand {
  static override summary = 'Hold deliveries of webhooks back for later.'
  static override description =
    'Events that happen meanwhile are kept; resume sends them. Only a server of ours can do it.'
  static override examples = [
    '<%= config.bin %> pause webhook_4fHIrTXXxuxV4lVlkiSHLn',
    '<%= config.bin %> pause webhook_4fHIrTXXxuxV4lVlkiSHLn wh_1BWt3JArmQq9sNZzsHStRS --json',
  ]
  static override args = {ids: idsArg()}

  async run(): Promise<{webhooks: Webhook[]}> {
    const {args} = await this.parse(Pause)

    const webhooks = await setState(await this.target(), args.ids, 'paused')

    this.talk(`Paused ${webhooks.map(({id}) => id).join(', ')}.`)
    return this.answer({webhooks}, {rows: webhooks, columns: WEBHOOK_COLUMNS})
  }
}
