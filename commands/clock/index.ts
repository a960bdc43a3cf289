import type {CommandResult} from '../../src/cli/output/result.ts'
import {toClockView} from '../../src/cli/views/clock.ts'
import {TargetCommand} from '../../src/cli/program/target-command.ts'
import {requireLocal} from '../../src/actions/target/target.ts'
import type {WireClock} from '../../src/wire/clock.ts'

export default class Clock extends TargetCommand {
  static override summary = "Show the local server's time."
  static override description =
    'On a server started with --clock virtual, time stands still until clock advance moves it.'
  static override examples = ['<%= config.bin %> clock', '<%= config.bin %> clock --json']

  async execute(): Promise<CommandResult<WireClock>> {
    await this.parse(Clock)
    const {control} = requireLocal(await this.openTarget(), 'a clock')
    const clock = await control.clock.read()
    return this.answer(clock, toClockView(clock))
  }
}
