import type {CommandResult} from '../src/cli/output/result.ts'
import {Flags} from '@oclif/core'
import type {Creations} from '../src/cli/flows/create-many.ts'
import {describeBeyondAsked, createFromFlags} from '../src/actions/webhooks/create.ts'
import {defineDeliveryFlags} from '../src/cli/flags/delivery.ts'
import {
  defineEventsFlag,
  defineFromFlag,
  defineKindFlag,
  defineOptionFlag,
  defineProviderFlag,
  defineSecretFileFlag,
} from '../src/cli/flags/global.ts'
import {TargetCommand} from '../src/cli/program/target-command.ts'
import {toWebhookView} from '../src/cli/views/webhook.ts'
import type {Webhook} from '../src/core/webhook.ts'

export default class Create extends TargetCommand {
  static override summary = 'Create a webhook.'
  static override description =
    'The output shows the secrets in full; afterwards they are masked. On a terminal, hooks prompts for missing values.'
  static override examples = [
    '<%= config.bin %> create --url https://example.com/webhooks --events video.source.recorded',
    '<%= config.bin %> create --url https://example.com/webhooks --events video.source.recorded,video.encoding.quality.completed --json',
    '<%= config.bin %> create --from webhooks.ndjson --output ndjson',
  ]
  static override flags = {
    url: Flags.string({description: 'URL to send events to.', env: 'HOOKS_URL', helpValue: 'URL'}),
    events: defineEventsFlag('Event types to subscribe to; list them with: hooks events.', {
      env: 'HOOKS_EVENTS',
    }),
    provider: defineProviderFlag(),
    kind: defineKindFlag(),
    'secret-file': defineSecretFileFlag(
      'File with the secret of the webhook; - is standard input.',
    ),
    option: defineOptionFlag(),
    ...defineDeliveryFlags(),
    from: defineFromFlag(),
  }

  async execute(): Promise<CommandResult<Webhook | Creations>> {
    const {flags, raw} = await this.parse(Create)
    const {context, format} = this
    const {from} = flags
    if (from !== undefined) {
      const {createAll, toCreationView} = await import('../src/cli/flows/create-many.ts')
      const given = raw.flatMap((token) => (token.type === 'flag' ? [token.flag] : []))
      const open = (scope?: string) => this.openTarget(scope)
      const wanted = {...flags, from, given, open}
      const {result, exitStatus} = await createAll(wanted, {context, format})
      return this.answer(result, toCreationView(result), exitStatus)
    }
    const webhook = await createFromFlags(await this.openTarget(), flags, context)
    const note = describeBeyondAsked(webhook, flags)
    if (note !== undefined) this.talk(note)
    return this.answer(webhook, toWebhookView(webhook))
  }
}
