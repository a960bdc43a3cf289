import {Flags} from '@oclif/core'

/** Flags of `login`. None of them takes a secret itself. */
export function defineLoginFlags() {
  return {
    'key-file': Flags.string({
      description:
        'File with the credential, or with name=value lines if there are several; - is standard input.',
      env: 'HOOKS_KEY_FILE',
      helpValue: 'FILE',
    }),
    credential: Flags.string({
      description:
        'Reference to a credential: name=env:NAME, name=file:PATH, name=cmd:COMMAND or name=keychain:NAME; may be repeated.',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'NAME=REFERENCE',
    }),
    keychain: Flags.boolean({
      description: 'Store secrets in the keychain of the operating system.',
      env: 'HOOKS_KEYCHAIN',
    }),
    vendor: Flags.string({
      description: 'Vendor of a new profile: apivideo, apivideo-sandbox, vidyard, mda.',
      env: 'HOOKS_VENDOR',
      helpValue: 'NAME',
    }),
    'base-url': Flags.string({
      description: 'Base URL of the API for this profile, instead of the vendor’s usual one.',
      helpValue: 'URL',
    }),
    check: Flags.boolean({
      allowNo: true,
      default: true,
      description: 'Check the credentials first, unless --no-check.',
    }),
  }
}
