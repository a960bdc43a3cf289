import type {CommandResult} from '../../src/cli/output/result.ts'
import {Flags} from '@oclif/core'
import {defineIdArg} from '../../src/cli/flags/global.ts'
import {isMachineFormat} from '../../src/context/output-format.ts'
import {
  maskSecrets,
  SECRET_FORMATS,
  toSecretView,
  formatSecrets,
} from '../../src/cli/views/secrets.ts'
import {readSecrets, type Secrets} from '../../src/actions/webhooks/secrets.ts'
import {TargetCommand} from '../../src/cli/program/target-command.ts'

export default class SecretGet extends TargetCommand {
  static override summary = 'Show the secrets of a webhook.'
  static override description =
    'Masked unless --reveal is given. A webhook on a hooks server has two: the secret that the vendor itself would use, and a Standard Webhooks signing secret.'
  static override examples = [
    '<%= config.bin %> secret get webhook_4fHIrTXXxuxV4lVlkiSHLn --reveal',
    '<%= config.bin %> secret get webhook_4fHIrTXXxuxV4lVlkiSHLn --reveal --format env',
  ]
  static override args = {id: defineIdArg()}
  static override flags = {
    reveal: Flags.boolean({description: 'Show the secrets in full.'}),
    format: Flags.option({
      description:
        'Print lines for a shell instead of a table: the bare secret, or variable assignments. JSON output is not affected.',
      options: SECRET_FORMATS,
    })(),
  }

  async execute(): Promise<CommandResult<Secrets>> {
    const {args, flags} = await this.parse(SecretGet)
    const whole = await readSecrets(await this.openTarget(), args.id)
    const secrets = flags.reveal ? whole : maskSecrets(whole)

    if (!flags.reveal) this.talk('Masked; use --reveal to show the full values.')
    if (flags.format === undefined || isMachineFormat(this.format)) {
      return this.answer(secrets, toSecretView(secrets))
    }
    return this.answerText(secrets, formatSecrets(secrets, flags.format))
  }
}
