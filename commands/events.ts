import type {CommandResult} from '../src/cli/output/result.ts'
import {Args, Flags} from '@oclif/core'
import {findListedEvent, type KnownEvent} from '../src/actions/target/catalogue.ts'
import {
  describeEvent,
  toEventsView,
  toFieldsView,
  summarizeEvents,
  type EventDetail,
  type EventSummary,
} from '../src/cli/views/event.ts'
import {defineProviderFilter} from '../src/cli/flags/global.ts'
import {toScenariosView, listScenarios, type ScenarioSummary} from '../src/cli/views/scenario.ts'
import {defineListFlags} from '../src/cli/output/columns.ts'
import {TargetCommand} from '../src/cli/program/target-command.ts'
import {formatVisibleJson} from '../src/core/masking/visible.ts'

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
    provider: defineProviderFilter(),
    scenarios: Flags.boolean({
      description: 'List scenarios instead: what a vendor sends for one action, in order.',
    }),
    ...defineListFlags(),
  }

  async execute(): Promise<CommandResult<EventsAnswer>> {
    const {args, flags} = await this.parse(Events)
    const providers = await this.chooseProviders(flags.provider)

    if (args.event !== undefined) return this.show(findListedEvent(args.event, providers))
    if (flags.scenarios) {
      const scenarios = listScenarios(providers)
      return this.answer({scenarios}, toScenariosView(scenarios))
    }
    const events = summarizeEvents(providers)
    return this.answer({events}, toEventsView(events))
  }

  private async show(event: KnownEvent): Promise<CommandResult<EventDetail>> {
    const shown = describeEvent(event)
    this.talk(shown.description)
    const answer = await this.answer(shown, toFieldsView(shown))
    if (this.format !== 'table') return answer
    return this.answerText(shown, `\n${formatVisibleJson(shown.sample, 2)}\n`)
  }
}
