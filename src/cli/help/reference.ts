import {DEFAULT_API_URL} from '../../core/net/default-address.ts'

/** The exit statuses of all commands. They are public: add new ones, but never change one. */
export const EXIT_STATUSES: readonly {status: number; meaning: string}[] = [
  {status: 0, meaning: 'Success.'},
  {status: 1, meaning: 'A bug in hooks. The stack trace is shown; please report it.'},
  {status: 2, meaning: 'Wrong usage or invalid input.'},
  {status: 3, meaning: 'Not authenticated, or not allowed.'},
  {status: 4, meaning: 'Not found; for trigger: no webhook is subscribed to the event.'},
  {status: 5, meaning: 'A signature is invalid.'},
  {status: 6, meaning: 'Unreachable, or timed out.'},
  {status: 7, meaning: 'A receiver responded with an error.'},
  {status: 8, meaning: 'An expectation was not met.'},
  {status: 9, meaning: 'The provider refused the request, or limits the request rate.'},
  {status: 10, meaning: 'The provider does not support this.'},
  {status: 130, meaning: 'Interrupted. When serve stops cleanly, it exits 0.'},
]

/** The environment variables that hooks reads. */
export const ENVIRONMENT: readonly {name: string; meaning: string}[] = [
  {
    name: 'HOOKS_PROFILE',
    meaning: 'The target: local (the default), apivideo, apivideo-sandbox, vidyard or mda.',
  },
  {name: 'HOOKS_PROVIDER', meaning: 'The provider, if the event names do not determine it.'},
  {name: 'HOOKS_SCOPE', meaning: 'The organization, project or website.'},
  {
    name: 'HOOKS_API_URL',
    meaning: `The address of the local server; ${DEFAULT_API_URL} by default.`,
  },
  {
    name: 'HOOKS_SERVER_KEY',
    meaning: 'The key of the local server, for serve and for its clients.',
  },
  {name: 'HOOKS_OUTPUT', meaning: 'The default of --output: table, tsv, json, ndjson or csv.'},
  {name: 'HOOKS_URL', meaning: 'The URL to send events to, for create and init.'},
  {name: 'HOOKS_EVENTS', meaning: 'The event types of a new webhook, separated by commas.'},
  {name: 'HOOKS_KIND', meaning: 'The kind of a new webhook, if the provider has several.'},
  {name: 'HOOKS_KEY_FILE', meaning: 'The file with the credentials, for login and init.'},
  {name: 'HOOKS_YES', meaning: 'If true, hooks does not ask for confirmation.'},
  {name: 'HOOKS_TIMEOUT', meaning: 'How long to wait for a receiver: 500ms, 30s, 2m.'},
  {
    name: 'HOOKS_RATE_LIMIT_WAIT',
    meaning: 'The maximum time to wait out a rate limit of a provider; 60s by default.',
  },
  {
    name: 'HOOKS_CA',
    meaning: 'A file with CA certificates to trust in addition to the usual ones.',
  },
  {
    name: 'HOOKS_DEBUG',
    meaning: 'If true, every request is printed as a curl command on stderr.',
  },
  {name: 'HOOKS_STORE', meaning: 'The store of the local server: a file, or memory:.'},
  {
    name: 'HOOKS_CONFIG_DIR',
    meaning: 'The directory of the configuration file, which contains secrets.',
  },
  {name: 'HOOKS_DATA_DIR', meaning: "The directory of the local server's store."},
  {
    name: 'HOOKS_ENCRYPTION_KEY_FILE',
    meaning: 'The file with the key that encrypts stored secrets.',
  },
  {name: 'HOOKS_APIVIDEO_API_KEY', meaning: 'The API key for api.video.'},
  {name: 'HOOKS_VIDYARD_AUTH_TOKEN', meaning: 'The auth token for Vidyard.'},
  {name: 'HOOKS_MDA_USERNAME', meaning: 'The user name for Mobile Data Anywhere.'},
  {name: 'HOOKS_MDA_API_SECRET', meaning: 'The API secret for Mobile Data Anywhere.'},
  {name: 'VISUAL, EDITOR', meaning: 'The editor for trigger --edit; vi by default.'},
  {
    name: 'HTTPS_PROXY, HTTP_PROXY, NO_PROXY',
    meaning: 'Proxies for the APIs of providers, and the hosts to contact without a proxy.',
  },
  {name: 'NO_COLOR', meaning: 'If set to any value, turns colour off.'},
]
