import {DEFAULT_API_URL} from '../../core/net/default-address.ts'

/** What the exit status of every command means; public, so numbers are added but never change. */
export const EXIT_STATUSES: readonly {status: number; meaning: string}[] = [
  {status: 0, meaning: 'Done.'},
  {status: 1, meaning: 'A bug in hooks. The stack is shown; please report it.'},
  {status: 2, meaning: 'Wrong usage or invalid input.'},
  {status: 3, meaning: 'Not authenticated, or not allowed.'},
  {status: 4, meaning: 'Not found; or, for trigger, no webhook subscribes to the event.'},
  {status: 5, meaning: 'A signature is invalid.'},
  {status: 6, meaning: 'Unreachable, or timed out.'},
  {status: 7, meaning: 'A receiver answered with a failure.'},
  {status: 8, meaning: 'An expectation is not met.'},
  {status: 9, meaning: 'The provider refused, or limits the rate.'},
  {status: 10, meaning: 'The provider cannot do this.'},
  {status: 130, meaning: 'Interrupted. A clean stop of serve is 0.'},
]

/** The variables that hooks reads. */
export const ENVIRONMENT: readonly {name: string; meaning: string}[] = [
  {
    name: 'HOOKS_PROFILE',
    meaning: 'The target: local (the default), apivideo, apivideo-sandbox, vidyard or mda.',
  },
  {name: 'HOOKS_PROVIDER', meaning: 'The provider, where event names do not tell.'},
  {name: 'HOOKS_SCOPE', meaning: 'The organization, project or website.'},
  {name: 'HOOKS_API_URL', meaning: `Where the local server is; ${DEFAULT_API_URL} by default.`},
  {
    name: 'HOOKS_SERVER_KEY',
    meaning: 'The key of the local server, for serve and for its clients.',
  },
  {name: 'HOOKS_OUTPUT', meaning: 'The default of --output: table, tsv, json, ndjson or csv.'},
  {name: 'HOOKS_URL', meaning: 'Where deliveries go, for create and init.'},
  {name: 'HOOKS_EVENTS', meaning: 'The event types of a new webhook, with commas between them.'},
  {name: 'HOOKS_KIND', meaning: 'The kind of a new webhook, where the provider has several.'},
  {name: 'HOOKS_KEY_FILE', meaning: 'The file with the credentials, for login and init.'},
  {name: 'HOOKS_YES', meaning: 'Set to true, nothing is asked before it is done.'},
  {name: 'HOOKS_TIMEOUT', meaning: 'How long to wait for a receiver: 500ms, 30s, 2m.'},
  {
    name: 'HOOKS_RATE_LIMIT_WAIT',
    meaning: 'The longest time to sit out a rate limit of a provider; 60s by default.',
  },
  {
    name: 'HOOKS_CA',
    meaning: 'A file with certificates of authorities to trust besides the usual ones.',
  },
  {
    name: 'HOOKS_DEBUG',
    meaning: 'Set to true, every request is shown as a curl command on stderr.',
  },
  {name: 'HOOKS_STORE', meaning: 'The store of the local server: a file, or memory:.'},
  {name: 'HOOKS_CONFIG_DIR', meaning: 'The folder of the configuration file, which holds secrets.'},
  {name: 'HOOKS_DATA_DIR', meaning: "The folder of the local server's store."},
  {
    name: 'HOOKS_ENCRYPTION_KEY_FILE',
    meaning: 'The file with the key that encrypts stored secrets.',
  },
  {name: 'HOOKS_APIVIDEO_API_KEY', meaning: 'The API key for api.video.'},
  {name: 'HOOKS_VIDYARD_AUTH_TOKEN', meaning: 'The auth token for Vidyard.'},
  {name: 'HOOKS_MDA_USERNAME', meaning: 'The user name for Mobile Data Anywhere.'},
  {name: 'HOOKS_MDA_API_SECRET', meaning: 'The API secret for Mobile Data Anywhere.'},
  {name: 'VISUAL, EDITOR', meaning: 'The editor of trigger --edit; vi without them.'},
  {
    name: 'HTTPS_PROXY, HTTP_PROXY, NO_PROXY',
    meaning: 'Proxies for the APIs of providers, and the hosts that are asked without one.',
  },
  {name: 'NO_COLOR', meaning: 'Set to anything, it turns colour off.'},
]
