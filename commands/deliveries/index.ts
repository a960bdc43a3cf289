import type {CommandResult} from '../../src/cli/output/result.ts'
import {defined} from '../../src/core/defined.ts'
import {Flags} from '@oclif/core'
import {readDeliveryPages} from '../../src/actions/deliveries/pages.ts'
import {DELIVERY_COLUMNS} from '../../src/cli/views/delivery.ts'
import {defineProviderFilter} from '../../src/cli/flags/global.ts'
import {defineListFlags} from '../../src/cli/output/columns.ts'
import {TargetCommand} from '../../src/cli/program/target-command.ts'
import {requireLocal} from '../../src/actions/target/target.ts'
import type {WireDeliveryPage} from '../../src/wire/deliveries.ts'
import {DELIVERY_STATES} from '../../src/core/delivery.ts'
import {loadProvider} from '../../src/providers/index.ts'

export default class Deliveries extends TargetCommand {
  static override summary = 'List deliveries, newest first.'
  static override description =
    'Only a hooks server keeps deliveries. With --all, ndjson, tsv and csv are printed page by page as they arrive.'
  static override examples = [
    '<%= config.bin %> deliveries',
    '<%= config.bin %> deliveries --state failed --limit 5 --json',
    '<%= config.bin %> deliveries --all --output ndjson',
    '<%= config.bin %> deliveries --columns id,event,answer --sort -attempts',
  ]
  static override flags = {
    state: Flags.option({description: 'Only those in this state.', options: DELIVERY_STATES})(),
    webhook: Flags.string({description: 'Only deliveries to this webhook.', helpValue: 'ID'}),
    event: Flags.string({description: 'Only those of this event type.', helpValue: 'EVENT'}),
    provider: defineProviderFilter(),
    limit: Flags.integer({
      description: 'Maximum number to list.',
      default: 20,
      min: 1,
      max: 500,
      helpValue: 'N',
    }),
    cursor: Flags.string({description: 'nextCursor of the previous page.', helpValue: 'CURSOR'}),
    all: Flags.boolean({description: 'List all, without a limit.', exclusive: ['limit']}),
    ...defineListFlags(),
  }

  async execute(): Promise<CommandResult<WireDeliveryPage | undefined>> {
    const {flags} = await this.parse(Deliveries)
    if (flags.provider !== undefined) await loadProvider(flags.provider)
    const {control} = requireLocal(await this.openTarget(), 'deliveries')

    const {state, webhook: webhookId, event, provider, limit, cursor, all} = flags
    const query = {...defined({state, webhookId, event, provider, cursor})}
    const isFiltered = Object.keys(query).length > 0
    const empty = isFiltered
      ? 'No deliveries match; leave out the filters to see all.'
      : `No deliveries yet; create one with: ${this.config.bin} trigger EVENT`
    const view = {columns: DELIVERY_COLUMNS, empty}
    if (all) {
      const pages = readDeliveryPages(control, query)
      return this.answerPages({pages, ...view}, (rows) => ({deliveries: [...rows]}))
    }
    const page = await control.deliveries.list({...query, limit})
    return this.answer(page, {rows: page.deliveries, ...view})
  }
}
