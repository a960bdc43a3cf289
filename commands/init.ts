import type {CommandResult} from '../src/cli/output/result.ts'
import {splitNames} from '../src/actions/webhooks/event-names.ts'
import {describeInitialized, type Initialized} from '../src/actions/init/initialized.ts'
import {draftWebhook} from '../src/actions/init/draft.ts'
import {defineInitFlags} from '../src/cli/flags/init.ts'
import {makeWebhook} from '../src/actions/init/make.ts'
import {choosePlace, requireAnswers, type Wizard} from '../src/actions/init/place.ts'
import {OwnServer} from '../src/actions/init/own-server.ts'
import {
  toInitializedView,
  formatQuestion,
  formatNextSteps,
  chooseTestStatus,
} from '../src/cli/views/init.ts'
import {defineServeFlags} from '../src/cli/flags/serve.ts'
import {TargetCommand} from '../src/cli/program/target-command.ts'

export default class Init extends TargetCommand {
  static override summary = 'Set up a working webhook step by step.'
  static override description =
    'Asks for what flags and environment variables do not say, checks the credentials, checks that the URL responds, creates the webhook and sends it a test event. For a local webhook, init starts a server if none is running. If it is interrupted, it leaves nothing behind. Exits 7 if the receiver responds to the test event with an error, and 6 if it cannot be reached; the webhook is created all the same.'
  static override examples = [
    '<%= config.bin %> init',
    '<%= config.bin %> init --url https://example.com/webhooks --events video.source.recorded --no-test --yes',
  ]
  static override flags = defineInitFlags()

  async execute(): Promise<CommandResult<Initialized>> {
    const {flags: given} = await this.parse(Init)
    const flags = {...given, events: splitNames(given.events)}
    const {selection, connection, settings, context} = this
    const say = (line: string) => this.talk(line)
    const {flags: serving} = await this.parse({flags: defineServeFlags()}, [])
    const {version} = this.config
    await using own = new OwnServer({flags: serving, settings, context, version, say})
    const wizard: Wizard = {flags, selection, connection, context, own, say}

    await requireAnswers(wizard)
    const place = await choosePlace(wizard)
    const draft = await draftWebhook(place, wizard)
    if (!flags.yes) await this.confirm(formatQuestion(draft.wanted, place), {usual: true})

    await own.start()
    const made = await makeWebhook(place, draft, wizard)

    const result = await describeInitialized(made, place, draft)
    const answer = await this.answer(result, toInitializedView(result), chooseTestStatus(made))
    if (made.test?.sentBy === 'hooks') say(`Sent by hooks, not by ${draft.provider.label}.`)
    for (const line of formatNextSteps(result)) say(line)
    await own.stay(flags.serve, context.isInteractive && !flags.yes)
    return answer
  }
}
