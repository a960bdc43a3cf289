/** The addresses of the vendor's API, and the credentials it requires. */
export type Account = {
  /** Empty if the vendor has no API for webhooks. The first is the default. */
  readonly environments: readonly Environment[]
  /** What a user logs in with; empty if there is nothing to log in to. */
  readonly credentials: readonly Credential[]
}

/** One address of the vendor's API; each becomes a built-in profile. */
export type Environment = {
  readonly profile: string
  readonly label: string
  /** No trailing slash. */
  readonly baseUrl: string
}

/** One of the values that a user logs in with. */
export type Credential = {
  /** Key in `Credentials` and in the configuration file. */
  readonly name: string
  readonly label: string
  /** The environment variable that sets it, `HOOKS_…`. */
  readonly env: string
  /** A user name, for example, is not secret: it is shown, even while it is typed. */
  readonly secret: boolean
}

/** The values of the credentials, by name. */
export type Credentials = Readonly<Record<string, string>>

/** What webhooks belong to at this vendor: an organization, a project, a website. */
export type Scope = {
  /** What the vendor calls it, in lower case. */
  readonly label: string
  /** What a valid name looks like; left out if any name is allowed. */
  readonly form?: ScopeForm
}

/** What a valid name of a scope looks like. */
export type ScopeForm = {
  readonly pattern: RegExp
  /** The pattern in words that follow "is not". */
  readonly words: string
  readonly example: string
}
