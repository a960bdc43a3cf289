import {Flags} from '@oclif/core'
import {assumeFlag, grouped} from './global.ts'
import {DEFAULT_HOST, DEFAULT_PORT} from '../../core/net/default-address.ts'

/** What `serve` can be told. Every flag a script may fix has a variable. */
export function serveFlags() {
  return {
    ...startingFlags(),
    ...grouped('NETWORK', networkFlags()),
    ...grouped('STORE', storeFlags()),
    ...grouped('BEHAVIOUR', behaviourFlags()),
  }
}

function startingFlags() {
  return {
    quiet: Flags.boolean({char: 'q', description: 'No log.', env: 'HOOKS_QUIET'}),
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

function networkFlags() {
  return {
    port: Flags.integer({
      default: DEFAULT_PORT,
      min: 0,
      max: 65_535,
      description: 'Port to listen on; 0 for any that is free.',
      env: 'HOOKS_PORT',
      helpValue: 'PORT',
    }),
    host: Flags.string({
      default: DEFAULT_HOST,
      description: 'Address to listen on. Others than loopback want a key that you chose.',
      env: 'HOOKS_HOST',
      helpValue: 'ADDRESS',
    }),
    'allow-host': Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      description: 'Name by which clients may call this server, besides those of loopback.',
      env: 'HOOKS_ALLOW_HOST',
      helpValue: 'NAME',
    }),
    'allow-target': Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      description: 'Private network that deliveries may go to.',
      env: 'HOOKS_ALLOW_TARGET',
      helpValue: 'CIDR[:PORT]',
    }),
  }
}

function storeFlags() {
  return {
    store: Flags.string({
      description:
        'File that holds everything, or memory:; hooks.db in the data folder when left out.',
      env: 'HOOKS_STORE',
      helpValue: 'PLACE',
    }),
    'encryption-key-file': Flags.string({
      description:
        'File with the 32 bytes, as base64 or hex, that secrets in the store are encrypted with; encryption.key in the configuration folder when left out.',
      env: 'HOOKS_ENCRYPTION_KEY_FILE',
      helpValue: 'FILE',
    }),
    'keep-payloads': Flags.string({
      default: '30d',
      description:
        'How long events and the bodies of deliveries are kept once all is over. What is not over is always kept.',
      env: 'HOOKS_KEEP_PAYLOADS',
      helpValue: 'TIME',
    }),
    'keep-attempts': Flags.string({
      default: '90d',
      description: 'How long deliveries and their attempts are kept once they are over.',
      env: 'HOOKS_KEEP_ATTEMPTS',
      helpValue: 'TIME',
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
    retries: Flags.string({
      default: 'vendor',
      description:
        'When failed deliveries are tried again: as the vendor does, the standard schedule, or delays like 5s,5m,30m. A webhook may set its own.',
      env: 'HOOKS_RETRIES',
      helpValue: 'vendor|standard|LIST',
    }),
    clock: Flags.option({
      default: 'real',
      description: 'A virtual clock stands still until hooks clock advance moves it.',
      env: 'HOOKS_CLOCK',
      options: ['real', 'virtual'] as const,
    })(),
    assume: assumeFlag({env: 'HOOKS_ASSUME'}),
  }
}
