import {Args} from '@oclif/core'
import {findEvent, type KnownEvent} from '../src/cli/catalogue.ts'
import {
  detail,
  EVENT_COLUMNS,
  fieldsView,
  summarize,
  type EventDetail,
  type EventSummary,
} from '../src/cli/event-view.ts'
import {providerFlag} from '../src/cli/flags.ts'
import {TargetCommand} from '../src/cli/target-command.ts'

export default class Events extends TargetCommand {
  static override summary = 'List event types, or show one with its fields and a sample.'
  static override description = 'This is the catalogue of the providers; it needs no server.'
  static override examples = [
    '<%= config.bin %> events',
    '<%= config.bin %> events video.source.recorded --json',
  ]
  static override args = {
    event: Args.string({description: 'Event type.'}),
  }
  static override flags = {provider: providerFlag()}

  async run(): Promise<{events: EventSummary[]} | EventDetail> {
    const {args, flags} = await this.parse(Events)
    const providers = await this.catalogue(flags.provider)

    if (args.event !== undefined) return this.show(findEvent(args.event, providers))
    const events = providers.flatMap((provider) =>
      provider.eventTypes.map((type) => summarize({provider, type})),
    )
    return this.answer({events}, {rows: events, columns: EVENT_COLUMNS})
  }

  private async show(event: KnownEvent): Promise<EventDetail> {
    const shown = detail(event)
    this.talk(shown.description)
    return this.answer(shown, fieldsView(shown))
  }
}
