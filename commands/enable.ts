import {idsArg} from '../src/cli/flags.ts'
import {setState} from '../src/cli/set-state.ts'
import {TargetCommand} from '../src/cli/target-command.ts'
import {WEBHOOK_COLUMNS} from '../src/cli/webhook-view.ts'
import type {Webhook} from '../src/core/webhook.ts'

export default class Enable extends TargetCommand {
  static override summary = 'Let webhooks get events again.'
  static override description =
    'Events that happened while one was disabled are lost to it; deliveries that were held are sent.'
  static override examples = [
    '<%= config.bin %> enable webhook_4fHIrTXXxuxV4lVlkiSHLn',
    '<%= config.bin %> enable webhook_4fHIrTXXxuxV4lVlkiSHLn wh_1BWt3JArmQq9sNZzsHStRS --json',
  ]
  static override args = {ids: idsArg()}

  async run(): Promise<{webhooks: Webhook[]}> {
    const {args} = await this.parse(Enable)

    const webhooks = await setState(await this.target(), args.ids, 'enabled')

    this.talk(`Enabled ${webhooks.map(({id}) => id).join(', ')}.`)
    return this.answer({webhooks}, {rows: webhooks, columns: WEBHOOK_COLUMNS})
  }
}
