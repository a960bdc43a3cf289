import type {Answer} from '../src/cli/output/answer.ts'
import {Flags} from '@oclif/core'
import type {Creations} from '../src/cli/flows/create-many.ts'
import {beyondAsked, createOne} from '../src/actions/webhooks/create.ts'
import {deliveryFlags} from '../src/cli/flags/delivery.ts'
import {
  eventsFlag,
  fromFlag,
  kindFlag,
  optionFlag,
  providerFlag,
  secretFileFlag,
} from '../src/cli/flags/global.ts'
import {TargetCommand} from '../src/cli/program/target-command.ts'
import {webhookFields} from '../src/cli/views/webhook.ts'
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
    events: eventsFlag('Event types to subscribe to; list them with: hooks events.', {
      env: 'HOOKS_EVENTS',
    }),
    provider: providerFlag(),
    kind: kindFlag(),
    'secret-file': secretFileFlag('File with the secret of the webhook; - is standard input.'),
    option: optionFlag(),
    ...deliveryFlags(),
    from: fromFlag(),
  }

  async execute(): Promise<Answer<Webhook | Creations>> {
    const {flags, raw} = await this.parse(Create)
    const {context, format} = this
    const {from} = flags
    if (from !== undefined) {
      const {createAll, creationView} = await import('../src/cli/flows/create-many.ts')
      const given = raw.flatMap((token) => (token.type === 'flag' ? [token.flag] : []))
      const open = (scope?: string) => this.target(scope)
      const wanted = {...flags, from, given, open}
      const {result, exitStatus} = await createAll(wanted, {context, format})
      return this.answer(result, creationView(result), exitStatus)
    }
    const webhook = await createOne(await this.target(), flags, context)
    const note = beyondAsked(webhook, flags)
    if (note !== undefined) this.talk(note)
    return this.answer(webhook, webhookFields(webhook))
  }
}
