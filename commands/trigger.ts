import type {CommandResult} from '../src/cli/output/result.ts'
import {readAssumptions} from '../src/actions/target/assumptions.ts'
import {chooseProviders} from '../src/actions/target/catalogue.ts'
import {parseDuration} from '../src/core/duration.ts'
import {readSecret} from '../src/context/read-input.ts'
import {parseSpeed} from '../src/actions/trigger/scenario.ts'
import {TargetCommand} from '../src/cli/program/target-command.ts'
import {createSender, type SenderFlags} from '../src/actions/trigger/trigger.ts'
import type {Triggered} from '../src/actions/trigger/order.ts'
import {defineTriggerArgs, defineTriggerFlags} from '../src/cli/flags/trigger.ts'
import {planTrigger} from '../src/actions/trigger/plan.ts'
import {runTriggerPlan, toTriggeredView, type Played} from '../src/cli/flows/trigger.ts'

export default class Trigger extends TargetCommand {
  static override summary = 'Send an event and show how its receivers respond.'
  static override description =
    'Exits 0 if all receivers accept it, 4 if no webhook is subscribed to it, 7 if a receiver responds with an error, and 6 if one cannot be reached in time. For a vendor that cannot send test events, hooks sends a signed sample itself.'
  static override examples = [
    '<%= config.bin %> trigger video.source.recorded',
    '<%= config.bin %> trigger video.source.recorded --set videoId=vi_example --wait done',
    '<%= config.bin %> trigger video.source.recorded --to https://example.com/webhooks',
    '<%= config.bin %> trigger --scenario upload-720p --speed 10',
  ]
  static override args = defineTriggerArgs()
  static override flags = defineTriggerFlags()

  async execute(): Promise<CommandResult<Triggered | Played>> {
    const {args, flags} = await this.parse(Trigger)
    const timeoutMs = parseDuration(flags.timeout, '--timeout')
    const names = args.event === undefined ? [] : [args.event]
    const assumptions = await readAssumptions(flags.assume ?? [])
    const {send, secret, target, ...known} = await this.chooseSender(flags, names)
    const planned = {...flags, set: flags.set ?? [], speed: parseSpeed(flags.speed)}
    const {context, network} = this
    const plan = await planTrigger(args.event, {flags: planned, context, ...known})
    const {wait, force} = flags
    const order = {wait, timeoutMs, now: context.now, force, secret, assumptions, network}
    const say = (line: string) => this.talk(line)
    const run = {send, order, scope: known.scope, target, say}
    const {result, exitStatus} = await runTriggerPlan(plan, run)

    return this.answer(result, toTriggeredView(result), exitStatus)
  }

  /** Sends to the target, or to the URL that `--to` names. */
  private async chooseSender(flags: SenderFlags, events: readonly string[]) {
    const {to, provider, 'secret-file': file} = flags
    const secret = file && (await readSecret(file, this.context))
    if (to !== undefined) {
      const {createDirectSender} = await import('../src/actions/trigger/send-to.ts')
      const scope = this.selection.scope?.value
      const send = createDirectSender({url: to, scope, secret})
      const providers = await this.chooseProviders(provider, events)
      return {send, providers, secret, scope, target: undefined}
    }
    const target = await this.openTarget()
    const sender = createSender(target, flags)
    return {...sender, providers: await chooseProviders(target, provider, events), secret}
  }
}
