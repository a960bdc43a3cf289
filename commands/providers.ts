import type {CommandResult} from '../src/cli/output/result.ts'
import {Args} from '@oclif/core'
import {BaseCommand} from '../src/cli/program/base-command.ts'
import {defineListFlags} from '../src/cli/output/columns.ts'
import {
  describeProvider,
  listLimitationNotes,
  PROVIDER_COLUMNS,
  toProviderView,
  summarizeProvider,
  type ProviderDetail,
  type ProviderSummary,
} from '../src/cli/views/provider.ts'
import {loadProvider, loadProviders} from '../src/providers/index.ts'

export default class Providers extends BaseCommand {
  static override summary = 'Show what each provider’s API can do, or details of one.'
  static override description =
    'Where a provider cannot do something, hooks says what it does instead. On the local server, everything works for every provider.'
  static override examples = [
    '<%= config.bin %> providers',
    '<%= config.bin %> providers apivideo --json',
  ]
  static override args = {
    provider: Args.string({description: 'Name of the provider.'}),
  }
  static override flags = defineListFlags()

  async execute(): Promise<CommandResult<{providers: ProviderSummary[]} | ProviderDetail>> {
    const {args} = await this.parse(Providers)
    if (args.provider !== undefined) return this.show(args.provider)

    const providers = (await loadProviders()).map(summarizeProvider)
    const view = {rows: providers, columns: PROVIDER_COLUMNS}
    const answer = await this.answer({providers}, view)
    for (const note of listLimitationNotes(providers)) this.talk(note)
    return answer
  }

  private async show(name: string): Promise<CommandResult<ProviderDetail>> {
    const detail = describeProvider(await loadProvider(name))
    return this.answer(detail, toProviderView(detail))
  }
}
