import type {CommandResult} from '../../src/cli/output/result.ts'
import {Args, Flags} from '@oclif/core'
import {toClockView} from '../../src/cli/views/clock.ts'
import {parseDuration} from '../../src/core/duration.ts'
import {TargetCommand} from '../../src/cli/program/target-command.ts'
import {requireLocal} from '../../src/actions/target/target.ts'
import type {WireClock} from '../../src/wire/clock.ts'
import {HooksError} from '../../src/core/errors.ts'

export default class ClockAdvance extends TargetCommand {
  static override summary = "Move the local server's virtual clock forward."
  static override description =
    'Everything that becomes due on the way is sent in order, so a retry schedule of days runs in milliseconds. Signatures still use real time.'
  static override examples = [
    '<%= config.bin %> clock advance 75h',
    '<%= config.bin %> clock advance --until-idle',
  ]
  static override args = {
    time: Args.string({description: 'How far to advance: 500ms, 30s, 5m, 75h.'}),
  }
  static override flags = {
    'until-idle': Flags.boolean({
      default: false,
      description: 'Advance until nothing is left to send.',
    }),
  }

  async execute(): Promise<CommandResult<WireClock>> {
    const {args, flags} = await this.parse(ClockAdvance)
    const untilIdle = flags['until-idle']
    if ((args.time === undefined) !== untilIdle) {
      throw new HooksError('usage', 'give either TIME or --until-idle', {
        hint: 'for example: hooks clock advance 75h',
      })
    }
    const {control} = requireLocal(await this.openTarget(), 'a clock')
    const clock = await control.clock.advance(
      args.time === undefined ? {untilIdle: true} : {ms: parseDuration(args.time, 'TIME')},
    )
    return this.answer(clock, toClockView(clock))
  }
}
