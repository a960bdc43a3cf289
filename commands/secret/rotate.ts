import type {CommandResult} from '../../src/cli/output/result.ts'
import {defineIdArg} from '../../src/cli/flags/global.ts'
import {rotateSecrets, type Secrets} from '../../src/actions/webhooks/secrets.ts'
import {toSecretView} from '../../src/cli/views/secrets.ts'
import {TargetCommand} from '../../src/cli/program/target-command.ts'

export default class SecretRotate extends TargetCommand {
  static override summary = 'Replace the secrets of a webhook.'
  static override description =
    'The output shows the new secrets in full. The vendor’s secret changes at once; for 24 hours, deliveries carry Standard Webhooks signatures made with both the old and the new secret.'
  static override examples = [
    '<%= config.bin %> secret rotate webhook_4fHIrTXXxuxV4lVlkiSHLn',
    '<%= config.bin %> secret rotate webhook_4fHIrTXXxuxV4lVlkiSHLn --json',
  ]
  static override args = {id: defineIdArg()}

  async execute(): Promise<CommandResult<Secrets>> {
    const {args} = await this.parse(SecretRotate)

    const secrets = await rotateSecrets(await this.openTarget(), args.id)

    return this.answer(secrets, toSecretView(secrets))
  }
}
