/** What is in a place of the configuration file; public, as the exit statuses are. */
export const CONFIGURATION: readonly {key: string; meaning: string}[] = [
  {
    key: 'profile',
    meaning: 'The profile that is used where none is named. Set it with: hooks profile use NAME',
  },
  {key: 'serverKey', meaning: 'The key of the local server; serve makes one when it first starts.'},
  {key: 'profiles.NAME.provider', meaning: 'The provider; left out where NAME is built in.'},
  {
    key: 'profiles.NAME.baseUrl',
    meaning: "Where the provider's API is, if not at its usual place.",
  },
  {
    key: 'profiles.NAME.scope',
    meaning: 'The organization, project or website that the webhooks belong to.',
  },
  {
    key: 'profiles.NAME.credentials.NAME',
    meaning: 'A credential: the value itself, or a reference to it.',
  },
  {
    key: 'recorded.NAME',
    meaning: 'What was created here at a provider that does not show it. Not for hands.',
  },
]

/** How a credential refers to where it is. */
export const REFERENCES: readonly {reference: string; meaning: string}[] = [
  {reference: 'env:NAME', meaning: 'What is in the variable NAME.'},
  {reference: 'file:PATH', meaning: 'What is in a file.'},
  {
    reference: 'cmd:COMMAND',
    meaning: 'What a command prints, which the shell runs within 30 seconds.',
  },
  {reference: 'keychain:NAME', meaning: "What the system's keychain keeps under NAME."},
]

/** Where the configuration file and the store are. */
export const PLACES: readonly {system: string; config: string; data: string}[] = [
  {
    system: 'Linux and others',
    config: '$XDG_CONFIG_HOME/hooks or ~/.config/hooks',
    data: '$XDG_DATA_HOME/hooks or ~/.local/share/hooks',
  },
  {
    system: 'macOS',
    config: '~/Library/Preferences/hooks',
    data: '~/Library/Application Support/hooks',
  },
  {system: 'Windows', config: '%APPDATA%\\hooks', data: '%LOCALAPPDATA%\\hooks'},
]

/** What .hooksrc may hold. */
export const PROJECT_KEYS: readonly {key: string; meaning: string}[] = [
  {key: 'profile', meaning: 'The profile, as --profile.'},
  {key: 'provider', meaning: 'The provider, as --provider, for commands that take one.'},
  {key: 'scope', meaning: 'The organization, project or website, as --scope.'},
  {key: 'apiUrl', meaning: 'Where the local server is, as --api-url.'},
  {key: 'output', meaning: 'How answers are printed, as --output.'},
]

export const CONFIG_EXAMPLE = `{
  "profile": "apivideo-sandbox",
  "profiles": {
    "apivideo-sandbox": {"credentials": {"apiKey": "env:SANDBOX_KEY"}},
    "staging": {
      "provider": "apivideo",
      "baseUrl": "https://staging.example.com",
      "credentials": {"apiKey": "file:/run/secrets/api-key"}
    }
  }
}`

export const PROJECT_EXAMPLE = '{"profile": "apivideo-sandbox", "output": "json"}'
