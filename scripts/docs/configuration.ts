/** The keys of the configuration file. Users rely on them, so they are not renamed. */
export const CONFIGURATION: readonly {key: string; meaning: string}[] = [
  {
    key: 'profile',
    meaning: 'The default profile. Set it with: hooks profile use NAME',
  },
  {key: 'serverKey', meaning: 'Key of the hooks server; serve creates it on its first start.'},
  {key: 'profiles.NAME.provider', meaning: 'The provider; not needed for a built-in profile.'},
  {
    key: 'profiles.NAME.baseUrl',
    meaning: "URL of the provider's API, if it is not the usual one.",
  },
  {
    key: 'profiles.NAME.scope',
    meaning: 'Organization, project or website that the webhooks belong to.',
  },
  {
    key: 'profiles.NAME.credentials.NAME',
    meaning: 'A credential: the value itself, or a reference to it.',
  },
  {
    key: 'recorded.NAME',
    meaning: 'Webhooks created from this machine at a provider that cannot list them. Do not edit.',
  },
]

/** The kinds of reference that can be used instead of a credential. */
export const REFERENCES: readonly {reference: string; meaning: string}[] = [
  {reference: 'env:NAME', meaning: 'The value of the environment variable NAME.'},
  {reference: 'file:PATH', meaning: 'The content of a file.'},
  {
    reference: 'cmd:COMMAND',
    meaning: 'The output of a shell command, which must end within 30 seconds.',
  },
  {reference: 'keychain:NAME', meaning: 'The entry NAME in the keychain of the operating system.'},
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

/** The keys of .hooksrc. */
export const PROJECT_KEYS: readonly {key: string; meaning: string}[] = [
  {key: 'profile', meaning: 'Profile, like --profile.'},
  {key: 'provider', meaning: 'Provider, like --provider, for commands that have that flag.'},
  {key: 'scope', meaning: 'Organization, project or website, like --scope.'},
  {key: 'apiUrl', meaning: 'URL of the hooks server, like --api-url.'},
  {key: 'output', meaning: 'Output format, like --output.'},
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
