import {Flags} from '@oclif/core'

/** What `login` can be told. No flag takes a secret itself. */
export function loginFlags() {
  return {
    'key-file': Flags.string({
      description:
        'File that holds the credential, or name=value lines where there are several; - is standard input.',
      env: 'HOOKS_KEY_FILE',
      helpValue: 'FILE',
    }),
    credential: Flags.string({
      description:
        'Where a credential is: name=env:NAME, name=file:PATH, name=cmd:COMMAND or name=keychain:NAME; may be repeated.',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'NAME=REFERENCE',
    }),
    keychain: Flags.boolean({
      description: 'Keep secrets in the keychain of the operating system.',
      env: 'HOOKS_KEYCHAIN',
    }),
    vendor: Flags.string({
      description: 'Where a new profile leads: apivideo, apivideo-sandbox, vidyard, mda.',
      env: 'HOOKS_VENDOR',
      helpValue: 'NAME',
    }),
    'base-url': Flags.string({
      description: 'Address of the API of this profile, in place of the vendor’s usual one.',
      helpValue: 'URL',
    }),
    check: Flags.boolean({
      allowNo: true,
      default: true,
      description: 'Try the credentials first, unless --no-check.',
    }),
  }
}
