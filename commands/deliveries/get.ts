import type {CommandResult} from '../../src/cli/output/result.ts'
import {Args} from '@oclif/core'
import {findDelivery} from '../../src/actions/deliveries/reference.ts'
import {toDeliveryView} from '../../src/cli/views/delivery.ts'
import {TargetCommand} from '../../src/cli/program/target-command.ts'
import {requireLocal} from '../../src/actions/target/target.ts'
import type {WireDeliveryDetail} from '../../src/wire/deliveries.ts'

export default class DeliveriesGet extends TargetCommand {
  static override summary = 'Show a delivery: what was sent, and every attempt.'
  static override description = 'Secrets in bodies are masked.'
  static override examples = [
    '<%= config.bin %> deliveries get @last',
    '<%= config.bin %> deliveries get @failed --json',
  ]
  static override args = {
    delivery: Args.string({
      description: 'Id or its first characters, @last, @-2 (the second to last), or @failed.',
      required: true,
    }),
  }

  async execute(): Promise<CommandResult<WireDeliveryDetail>> {
    const {args} = await this.parse(DeliveriesGet)
    const {control} = requireLocal(await this.openTarget(), 'deliveries')

    const delivery = await findDelivery(control, args.delivery)

    return this.answer(delivery, toDeliveryView(delivery))
  }
}
