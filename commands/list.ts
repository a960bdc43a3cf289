import {Flags} from '@oclif/core'
import {providerFlag} from '../src/cli/flags.ts'
import {TargetCommand} from '../src/cli/target-command.ts'
import {requireVerb} from '../src/cli/target.ts'
import {masked, WEBHOOK_COLUMNS} from '../src/cli/webhook-view.ts'
import type {Webhook} from '../src/core/webhook.ts'

export default class List extends TargetCommand {
  static override summary = 'List webhooks.'
  static override description = 'The oldest comes first. Secrets are masked.'
  static override examples = [
    '<%= config.bin %> list',
    '<%= config.bin %> list --event video.source.recorded --json',
  ]
  static override flags = {
    provider: providerFlag(),
    event: Flags.string({description: 'Only those that want this event type.', helpValue: 'EVENT'}),
  }

  async run(): Promise<{webhooks: Webhook[]}> {
    const {flags} = await this.parse(List)
    const target = await this.target()
    requireVerb(target, 'list')

    const {provider, event} = flags
    const {scope} = target
    const found = await target.webhooks.list({
      ...(provider === undefined ? {} : {provider}),
      ...(event === undefined ? {} : {event}),
      ...(scope === undefined ? {} : {scope}),
    })

    const webhooks = found.map(masked)
    const empty = `No webhooks here; make one with: ${this.config.bin} create`
    return this.answer({webhooks}, {rows: webhooks, columns: WEBHOOK_COLUMNS, empty})
  }
}
