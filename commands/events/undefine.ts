import type {CommandResult} from '../../src/cli/output/result.ts'
import {Args} from '@oclif/core'
import {TargetCommand} from '../../src/cli/program/target-command.ts'
import {requireLocal} from '../../src/actions/target/target.ts'

export default class EventsUndefine extends TargetCommand {
  static override summary = 'Remove an event type of your own.'
  static override description =
    'Webhooks stay subscribed to it, and its events are sent as before; only the description, schema and sample are removed.'
  static override examples = ['<%= config.bin %> events undefine order.paid']
  static override args = {
    name: Args.string({description: 'Name of the event type.', required: true}),
  }

  async execute(): Promise<CommandResult<{name: string}>> {
    const {args} = await this.parse(EventsUndefine)
    const {control} = requireLocal(await this.openTarget(), 'event types of your own')

    await control.eventTypes.remove(args.name)

    const {name} = args
    return this.answer({name}, {fields: [['event', name]]})
  }
}
