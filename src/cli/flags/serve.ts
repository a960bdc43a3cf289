import {Flags} from '@oclif/core'
import {defineAssumeFlag, groupFlags} from './global.ts'
import {DEFAULT_HOST, DEFAULT_PORT} from '../../core/net/default-address.ts'

/** Flags of `serve`. Every flag that a script may want to fix has an environment variable. */
export function defineServeFlags() {
  return {
    ...defineStartingFlags(),
    ...groupFlags('NETWORK', defineServerFlags()),
    ...groupFlags('STORE', defineStoreFlags()),
    ...groupFlags('BEHAVIOUR', defineBehaviourFlags()),
  }
}

function defineStartingFlags() {
  return {
    quiet: Flags.boolean({char: 'q', description: 'Do not print a log.', env: 'HOOKS_QUIET'}),
    'api-key-file': Flags.string({
      description:
        'File with the server key; - is standard input. HOOKS_SERVER_KEY can hold the key instead.',
      env: 'HOOKS_API_KEY_FILE',
      helpValue: 'FILE',
    }),
    'ready-file': Flags.string({
      description: 'Write {"url","pid"} to this file once the server is ready.',
      env: 'HOOKS_READY_FILE',
      helpValue: 'FILE',
    }),
  }
}

function defineServerFlags() {
  return {
    port: Flags.integer({
      default: DEFAULT_PORT,
      min: 0,
      max: 65_535,
      description: 'Port to listen on; 0 picks a free port.',
      env: 'HOOKS_PORT',
      helpValue: 'PORT',
    }),
    host: Flags.string({
      default: DEFAULT_HOST,
      description:
        'Address to listen on. Any address other than loopback requires a key that you set.',
      env: 'HOOKS_HOST',
      helpValue: 'ADDRESS',
    }),
    'allow-host': Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      description: 'Host name that clients may use for this server, besides those of loopback.',
      env: 'HOOKS_ALLOW_HOST',
      helpValue: 'NAME',
    }),
    'allow-target': Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      description: 'Private network that deliveries may be sent to.',
      env: 'HOOKS_ALLOW_TARGET',
      helpValue: 'CIDR[:PORT]',
    }),
  }
}

function defineStoreFlags() {
  return {
    store: Flags.string({
      description: 'Store: a file, or memory:. By default, hooks.db in the data directory.',
      env: 'HOOKS_STORE',
      helpValue: 'PLACE',
    }),
    'encryption-key-file': Flags.string({
      description:
        'File with the 32-byte key, in base64 or hex, that encrypts secrets in the store. By default, encryption.key in the configuration directory.',
      env: 'HOOKS_ENCRYPTION_KEY_FILE',
      helpValue: 'FILE',
    }),
    'keep-payloads': Flags.string({
      default: '30d',
      description:
        'How long to keep events and the bodies of deliveries after they are finished. Unfinished ones are always kept.',
      env: 'HOOKS_KEEP_PAYLOADS',
      helpValue: 'TIME',
    }),
    'keep-attempts': Flags.string({
      default: '90d',
      description: 'How long to keep deliveries and their attempts after they are finished.',
      env: 'HOOKS_KEEP_ATTEMPTS',
      helpValue: 'TIME',
    }),
  }
}

function defineBehaviourFlags() {
  return {
    'rate-limit': Flags.option({
      default: 'production',
      description: "Rate limits that the providers' APIs enforce.",
      env: 'HOOKS_RATE_LIMIT',
      options: ['sandbox', 'production', 'off'] as const,
    })(),
    retries: Flags.string({
      default: 'vendor',
      description:
        'Retry schedule for failed deliveries: that of the vendor, the standard one, or delays such as 5s,5m,30m. A webhook may set its own.',
      env: 'HOOKS_RETRIES',
      helpValue: 'vendor|standard|LIST',
    }),
    clock: Flags.option({
      default: 'real',
      description: 'A virtual clock stands still until hooks clock advance moves it forward.',
      env: 'HOOKS_CLOCK',
      options: ['real', 'virtual'] as const,
    })(),
    assume: defineAssumeFlag({env: 'HOOKS_ASSUME'}),
  }
}
