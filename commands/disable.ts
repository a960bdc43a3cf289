import {idsArg} from '../src/cli/flags.ts'
import {setState} from '../src/cli/set-state.ts'
import {TargetCommand} from '../src/cli/target-command.ts'
import {WEBHOOK_COLUMNS} from '../src/cli/webhook-view.ts'
import type {Webhook} from '../src/core/webhook.ts'

export default class Disable extends TargetCommand {
  static override summary = 'Stop making deliveries for webhooks.'
  static override description =
    'Events that happen meanwhile are lost to them; deliveries not yet sent are held.'
  static override examples = [
    '<%= config.bin %> disable webhook_4fHIrTXXxuxV4lVlkiSHLn',
    '<%= config.bin %> disable webhook_4fHIrTXXxuxV4lVlkiSHLn wh_1BWt3JArmQq9sNZzsHStRS --json',
  ]
  static override args = {ids: idsArg()}

  async run(): Promise<{webhooks: Webhook[]}> {
    const {args} = await this.parse(Disable)

    const webhooks = await setState(await this.target(), args.ids, 'disabled')

    this.talk(`Disabled ${webhooks.map(({id}) => id).join(', ')}.`)
    return this.answer({webhooks}, {rows: webhooks, columns: WEBHOOK_COLUMNS})
  }
}
