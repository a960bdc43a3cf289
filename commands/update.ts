import type {CommandResult} from '../src/cli/output/result.ts'
import {Flags} from '@oclif/core'
import {defineDeliveryFlags} from '../src/cli/flags/delivery.ts'
import {readDelivery} from '../src/actions/webhooks/delivery-settings.ts'
import {
  defineEventsFlag,
  defineIdArg,
  defineOptionFlag,
  defineSecretFileFlag,
} from '../src/cli/flags/global.ts'
import {TargetCommand} from '../src/cli/program/target-command.ts'
import {changeWebhook} from '../src/actions/webhooks/change.ts'
import {maskWebhook, toWebhookView} from '../src/cli/views/webhook.ts'
import type {Webhook} from '../src/core/webhook.ts'

export default class Update extends TargetCommand {
  static override summary = 'Change a webhook.'
  static override description =
    'Settings without a flag stay as they are. --events replaces all event types. Secrets in the output are masked.'
  static override examples = [
    '<%= config.bin %> update webhook_4fHIrTXXxuxV4lVlkiSHLn --url https://example.com/new',
    '<%= config.bin %> update webhook_4fHIrTXXxuxV4lVlkiSHLn --events video.source.recorded --json',
  ]
  static override args = {id: defineIdArg()}
  static override flags = {
    url: Flags.string({description: 'New URL to send events to.', helpValue: 'URL'}),
    events: defineEventsFlag('Event types to subscribe to, replacing the current ones.'),
    option: defineOptionFlag(),
    'secret-file': defineSecretFileFlag('File with the new secret; - is standard input.'),
    ...defineDeliveryFlags(),
  }

  async execute(): Promise<CommandResult<Webhook>> {
    const {args, flags} = await this.parse(Update)
    const {url, events, option, 'secret-file': file} = flags
    const target = await this.openTarget()
    const delivery = await readDelivery(flags, target, this.context)
    const changes = {url, events, option, 'secret-file': file, delivery}

    const webhook = maskWebhook(await changeWebhook(target, args.id, changes, this.context))

    this.talk(`Changed ${webhook.id}.`)
    return this.answer(webhook, toWebhookView(webhook))
  }
}
