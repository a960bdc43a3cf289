import {idsArg} from '../src/cli/flags.ts'
import {resume} from '../src/cli/set-state.ts'
import {TargetCommand} from '../src/cli/target-command.ts'
import {WEBHOOK_COLUMNS} from '../src/cli/webhook-view.ts'
import type {Webhook} from '../src/core/webhook.ts'

export default class Resume extends TargetCommand {
  static override summary = 'Send what paused webhooks have held back.'
  static override description = 'From then on they get events as they happen.'
  static override examples = [
    '<%= config.bin %> resume webhook_4fHIrTXXxuxV4lVlkiSHLn',
    '<%= config.bin %> resume webhook_4fHIrTXXxuxV4lVlkiSHLn wh_1BWt3JArmQq9sNZzsHStRS --json',
  ]
  static override args = {ids: idsArg()}

  async run(): Promise<{webhooks: Webhook[]}> {
    const {args} = await this.parse(Resume)

    const webhooks = await resume(await this.target(), args.ids)

    this.talk(`Resumed ${webhooks.map(({id}) => id).join(', ')}.`)
    return this.answer({webhooks}, {rows: webhooks, columns: WEBHOOK_COLUMNS})
  }
}
