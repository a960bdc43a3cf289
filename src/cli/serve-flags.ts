import {Flags} from '@oclif/core'

/** What `serve` can be told. Every flag a script may fix has a variable. */
export function serveFlags() {
  return {...placeFlags(), ...behaviourFlags()}
}

function placeFlags() {
  return {
    port: Flags.integer({
      default: 4400,
      min: 0,
      max: 65_535,
      description: 'Port to listen on; 0 for any that is free.',
      env: 'HOOKS_PORT',
    }),
    host: Flags.string({
      default: '127.0.0.1',
      description: 'Address to listen on. Others than loopback want a key that you chose.',
      env: 'HOOKS_HOST',
    }),
    'allow-host': Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      description: 'Name by which clients may call this server, besides those of loopback.',
      env: 'HOOKS_ALLOW_HOST',
      helpValue: 'NAME',
    }),
    store: Flags.string({
      description:
        'File that holds everything, or memory:; hooks.db in the data folder when left out.',
      env: 'HOOKS_STORE',
      helpValue: 'PLACE',
    }),
    'api-key-file': Flags.string({
      description:
        'File with the server key; - for standard input. HOOKS_SERVER_KEY does the same.',
      env: 'HOOKS_API_KEY_FILE',
      helpValue: 'FILE',
    }),
    'ready-file': Flags.string({
      description: 'Write {"url","pid"} here once the server answers.',
      env: 'HOOKS_READY_FILE',
      helpValue: 'FILE',
    }),
  }
}

function behaviourFlags() {
  return {
    'rate-limit': Flags.option({
      default: 'production',
      description: "Whose request limits the providers' APIs keep.",
      env: 'HOOKS_RATE_LIMIT',
      options: ['sandbox', 'production', 'off'] as const,
    })(),
    assume: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      description: 'Replace a default that stands for something a vendor does not document.',
      env: 'HOOKS_ASSUME',
      helpValue: 'PROVIDER.NAME=VALUE',
    }),
    quiet: Flags.boolean({char: 'q', description: 'No log.', env: 'HOOKS_QUIET'}),
  }
}
