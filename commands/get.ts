import type {CommandResult} from '../src/cli/output/result.ts'
import {defineIdArg} from '../src/cli/flags/global.ts'
import {TargetCommand} from '../src/cli/program/target-command.ts'
import {requireVerb} from '../src/actions/target/target.ts'
import {maskWebhook, toWebhookView} from '../src/cli/views/webhook.ts'
import type {Webhook} from '../src/core/webhook.ts'

export default class Get extends TargetCommand {
  static override summary = 'Show a webhook.'
  static override description = 'Secrets are masked.'
  static override examples = [
    '<%= config.bin %> get webhook_4fHIrTXXxuxV4lVlkiSHLn',
    '<%= config.bin %> get webhook_4fHIrTXXxuxV4lVlkiSHLn --json',
  ]
  static override args = {id: defineIdArg()}

  async execute(): Promise<CommandResult<Webhook>> {
    const {args} = await this.parse(Get)
    const target = await this.openTarget()
    requireVerb(target, 'get')

    const webhook = maskWebhook(await target.webhooks.get(args.id))

    return this.answer(webhook, toWebhookView(webhook))
  }
}
