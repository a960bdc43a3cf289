import type {CommandResult} from '../../src/cli/output/result.ts'
import {defined} from '../../src/core/defined.ts'
import {Args, Flags} from '@oclif/core'
import {toEventTypeView} from '../../src/cli/views/event-type.ts'
import {readJsonObject} from '../../src/context/read-input.ts'
import {TargetCommand} from '../../src/cli/program/target-command.ts'
import {requireLocal} from '../../src/actions/target/target.ts'
import type {WireEventType} from '../../src/wire/event-types.ts'
import {checkEventTypeName} from '../../src/core/event-type.ts'

export default class EventsDefine extends TargetCommand {
  static override summary = 'Define an event type of your own, or replace it.'
  static override description =
    'With a JSON Schema, the server accepts only payloads that are valid against it. Without a sample, trigger generates one from the schema.'
  static override examples = [
    '<%= config.bin %> events define order.paid --description "An order was paid."',
    '<%= config.bin %> events define order.paid --schema order.schema.json --sample order.json',
  ]
  static override args = {
    name: Args.string({
      description: 'Name of the event type: letters, digits, dots, underscores and hyphens.',
      required: true,
    }),
  }
  static override flags = {
    description: Flags.string({
      description: 'When the event is sent, in one sentence.',
      helpValue: 'TEXT',
    }),
    schema: Flags.string({
      description: 'File with a JSON Schema for the payload; - is standard input.',
      helpValue: 'FILE',
    }),
    sample: Flags.string({
      description: 'File with a sample payload; - is standard input.',
      helpValue: 'FILE',
    }),
  }

  async execute(): Promise<CommandResult<WireEventType>> {
    const {args, flags} = await this.parse(EventsDefine)
    checkEventTypeName(args.name)
    const {description, schema, sample} = flags
    const read = (what: string, file: string) => readJsonObject(what, file, this.context)
    const type = {
      ...defined({description}),
      ...(schema === undefined ? {} : {schema: await read('schema', schema)}),
      ...(sample === undefined ? {} : {sample: await read('sample', sample)}),
    }
    const {control} = requireLocal(await this.openTarget(), 'event types of your own')

    const registered = await control.eventTypes.define(args.name, type)

    return this.answer(registered, toEventTypeView(registered))
  }
}
