import type {Answer} from '../src/cli/output/answer.ts'
import {Args, Flags} from '@oclif/core'
import {findListedEvent, type KnownEvent} from '../src/actions/target/catalogue.ts'
import {
  detail,
  eventsView,
  fieldsView,
  summarize,
  type EventDetail,
  type EventSummary,
} from '../src/cli/views/event.ts'
import {providerFilter} from '../src/cli/flags/global.ts'
import {scenariosView, summarizeScenarios, type ScenarioSummary} from '../src/cli/views/scenario.ts'
import {listFlags} from '../src/cli/output/columns.ts'
import {TargetCommand} from '../src/cli/program/target-command.ts'
import {visibleJson} from '../src/core/masking/visible.ts'

type EventsAnswer = {events: EventSummary[]} | EventDetail | {scenarios: ScenarioSummary[]}

export default class Events extends TargetCommand {
  static override summary = 'List event types, or show one with its fields and a sample.'
  static override description =
    'Lists the providers’ own event types, which needs no server, and those that you have defined on the local server.'
  static override examples = [
    '<%= config.bin %> events',
    '<%= config.bin %> events video.source.recorded --json',
    '<%= config.bin %> events --scenarios',
  ]
  static override args = {event: Args.string({description: 'Event type to show.'})}
  static override flags = {
    provider: providerFilter(),
    scenarios: Flags.boolean({
      description: 'List scenarios instead: what a vendor sends for one action, in order.',
    }),
    ...listFlags(),
  }

  async execute(): Promise<Answer<EventsAnswer>> {
    const {args, flags} = await this.parse(Events)
    const providers = await this.catalogue(flags.provider)

    if (args.event !== undefined) return this.show(findListedEvent(args.event, providers))
    if (flags.scenarios) {
      const scenarios = summarizeScenarios(providers)
      return this.answer({scenarios}, scenariosView(scenarios))
    }
    const events = providers.flatMap((provider) =>
      provider.events.types.map((type) => summarize({provider, type})),
    )
    return this.answer({events}, eventsView(events))
  }

  private async show(event: KnownEvent): Promise<Answer<EventDetail>> {
    const shown = detail(event)
    this.talk(shown.description)
    const answer = await this.answer(shown, fieldsView(shown))
    if (this.format !== 'table') return answer
    return this.answerText(shown, `\n${visibleJson(shown.sample, 2)}\n`)
  }
}
