import {Flags} from '@oclif/core'
import {providersOf} from '../src/cli/catalogue.ts'
import {eventsFlag, optionFlag, providerFlag, secretFileFlag} from '../src/cli/flags.ts'
import {completeWebhook} from '../src/cli/new-webhook.ts'
import {readSecret} from '../src/cli/read-input.ts'
import {requireRoom} from '../src/cli/room.ts'
import {TargetCommand} from '../src/cli/target-command.ts'
import {requireVerb} from '../src/cli/target.ts'
import {webhookFields} from '../src/cli/webhook-view.ts'
import type {Webhook} from '../src/core/webhook.ts'

export default class Create extends TargetCommand {
  static override summary = 'Create a webhook.'
  static override description =
    'The answer shows its secrets whole, this once. On a terminal, what is missing is asked for.'
  static override examples = [
    '<%= config.bin %> create --url https://example.com/webhooks --events video.source.recorded',
    '<%= config.bin %> create --url https://example.com/webhooks --events video.source.recorded,video.encoding.quality.completed --json',
  ]
  static override flags = {
    url: Flags.string({description: 'Where deliveries go.', env: 'HOOKS_URL', helpValue: 'URL'}),
    events: eventsFlag('Event types that it wants; see them with the command events.', {
      env: 'HOOKS_EVENTS',
    }),
    provider: providerFlag(),
    kind: Flags.string({description: 'Kind of webhook, where the provider has several.'}),
    'secret-file': secretFileFlag(
      'File that holds the secret to prove deliveries with; - is standard input.',
    ),
    option: optionFlag(),
  }

  async run(): Promise<Webhook> {
    const {flags} = await this.parse(Create)
    const target = await this.target()
    requireVerb(target, 'create')

    const file = flags['secret-file']
    const secret = file === undefined ? undefined : await readSecret(file, this.surroundings)
    const {url, events = [], kind, option: options = []} = flags
    const draft = {url, events, kind, scope: target.scope, secret, options}
    const providers = await providersOf(target, flags.provider)
    const wanted = await completeWebhook(draft, providers, this.surroundings)
    await requireRoom(target, wanted)
    const webhook = await target.webhooks.create(wanted)

    return this.answer(webhook, webhookFields(webhook))
  }
}
