import type {Answer} from '../../src/cli/output/answer.ts'
import {defined} from '../../src/core/defined.ts'
import {Args, Flags} from '@oclif/core'
import {eventTypeFields} from '../../src/cli/views/event-type.ts'
import {readJsonObject} from '../../src/context/read-input.ts'
import {TargetCommand} from '../../src/cli/program/target-command.ts'
import {requireLocal} from '../../src/actions/target/target.ts'
import type {WireEventType} from '../../src/wire/event-types.ts'
import {checkEventTypeName} from '../../src/core/event-type.ts'

export default class EventsDefine extends TargetCommand {
  static override summary = 'Register an event type of your own, or replace it.'
  static override description =
    'With a JSON Schema, the server takes only payloads that fit it. Without a sample, trigger makes one from the schema.'
  static override examples = [
    '<%= config.bin %> events define order.paid --description "An order was paid."',
    '<%= config.bin %> events define order.paid --schema order.schema.json --sample order.json',
  ]
  static override args = {
    name: Args.string({
      description: 'Name of the type: letters, digits, full stops, _ and -.',
      required: true,
    }),
  }
  static override flags = {
    description: Flags.string({description: 'When it is sent, in a sentence.', helpValue: 'TEXT'}),
    schema: Flags.string({
      description: 'File with the JSON Schema of its payloads; - is standard input.',
      helpValue: 'FILE',
    }),
    sample: Flags.string({
      description: 'File with a payload to start from; - is standard input.',
      helpValue: 'FILE',
    }),
  }

  async execute(): Promise<Answer<WireEventType>> {
    const {args, flags} = await this.parse(EventsDefine)
    checkEventTypeName(args.name)
    const {description, schema, sample} = flags
    const read = (what: string, file: string) => readJsonObject(what, file, this.context)
    const type = {
      ...defined({description}),
      ...(schema === undefined ? {} : {schema: await read('schema', schema)}),
      ...(sample === undefined ? {} : {sample: await read('sample', sample)}),
    }
    const {control} = requireLocal(await this.target(), 'event types of your own')

    const registered = await control.eventTypes.define(args.name, type)

    return this.answer(registered, eventTypeFields(registered))
  }
}
