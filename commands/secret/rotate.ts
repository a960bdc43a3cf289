import type {Answer} from '../../src/cli/output/answer.ts'
import {idArg} from '../../src/cli/flags/global.ts'
import {rotateSecrets, secretFields, type Secrets} from '../../src/cli/views/secrets.ts'
import {TargetCommand} from '../../src/cli/program/target-command.ts'

export default class SecretRotate extends TargetCommand {
  static override summary = 'Give a webhook new secrets.'
  static override description =
    'The answer shows them whole, this once. The vendor’s secret switches at once; signatures of Standard Webhooks carry the old and the new one for 24 hours.'
  static override examples = [
    '<%= config.bin %> secret rotate webhook_4fHIrTXXxuxV4lVlkiSHLn',
    '<%= config.bin %> secret rotate webhook_4fHIrTXXxuxV4lVlkiSHLn --json',
  ]
  static override args = {id: idArg()}

  async execute(): Promise<Answer<Secrets>> {
    const {args} = await this.parse(SecretRotate)

    const secrets = await rotateSecrets(await this.target(), args.id)

    return this.answer(secrets, secretFields(secrets))
  }
}
