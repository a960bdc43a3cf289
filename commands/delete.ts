import {Args} from '@oclif/core'
import {yesFlag} from '../src/cli/flags.ts'
import {TargetCommand} from '../src/cli/target-command.ts'
import {requireVerb} from '../src/cli/target.ts'

export default class Delete extends TargetCommand {
  static override summary = 'Delete a webhook.'
  static override description =
    'No more deliveries are made for it. Those already under way may still arrive.'
  static override examples = [
    '<%= config.bin %> delete webhook_4fHIrTXXxuxV4lVlkiSHLn',
    '<%= config.bin %> delete webhook_4fHIrTXXxuxV4lVlkiSHLn --yes --json',
  ]
  static override args = {
    id: Args.string({description: 'Id of the webhook.', required: true}),
  }
  static override flags = {yes: yesFlag()}

  async run(): Promise<{id: string}> {
    const {args, flags} = await this.parse(Delete)
    const target = await this.target()
    requireVerb(target, 'delete')

    if (!flags.yes) await this.confirm(`Delete webhook ${args.id} at ${target.url}?`)
    await target.webhooks.delete(args.id)

    this.talk(`Deleted ${args.id}.`)
    return this.answer({id: args.id}, {fields: [['id', args.id]]})
  }
}
