import {Args, Flags} from '@oclif/core'
import {findEvent, providersOf} from '../src/cli/catalogue.ts'
import {OUTCOME_COLUMNS} from '../src/cli/delivery-view.ts'
import {parseDuration} from '../src/cli/duration.ts'
import {exitWith} from '../src/cli/error-writer.ts'
import {providerFlag, timeoutFlag} from '../src/cli/flags.ts'
import {makePayload} from '../src/cli/payload.ts'
import {TargetCommand} from '../src/cli/target-command.ts'
import {failureOf, trigger, WAITS, type Triggered} from '../src/cli/trigger.ts'

export default class Trigger extends TargetCommand {
  static override summary = 'Make an event happen, and see what its receivers answer.'
  static override description =
    'Exits 0 when all receivers took it, 4 when no webhook subscribes, 7 when one answered badly, 6 when one could not be reached in time. At a vendor that cannot test, hooks sends a signed sample itself.'
  static override examples = [
    '<%= config.bin %> trigger video.source.recorded',
    '<%= config.bin %> trigger video.source.recorded --set videoId=vi_example --wait done',
  ]
  static override args = {
    event: Args.string({description: 'Event type.', required: true}),
  }
  static override flags = {
    provider: providerFlag(),
    set: Flags.string({
      description: 'Change a field of the payload: a.b=c; may be repeated.',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'PATH=VALUE',
    }),
    from: Flags.string({
      description: 'File with the payload; - is standard input.',
      helpValue: 'FILE',
    }),
    wait: Flags.option({
      description: 'Wait for the first attempts, or the end.',
      options: WAITS,
      default: 'first',
    })(),
    timeout: timeoutFlag('30s'),
  }

  async run(): Promise<Triggered> {
    const {args, flags} = await this.parse(Trigger)
    const timeoutMs = parseDuration(flags.timeout, '--timeout')
    const target = await this.target()
    const event = findEvent(args.event, await providersOf(target, flags.provider))
    const payload = await makePayload(
      event.type,
      {from: flags.from, set: flags.set ?? []},
      this.surroundings,
    )

    const triggered = await trigger(target, {event, payload, wait: flags.wait, timeoutMs})

    if (triggered.sentBy !== undefined) this.talk(`Sent by hooks, not by ${event.provider.label}.`)
    const failure = flags.wait === 'none' ? undefined : failureOf(triggered)
    if (failure !== undefined) exitWith(failure)
    return this.answer(triggered, {rows: triggered.deliveries, columns: OUTCOME_COLUMNS})
  }
}
