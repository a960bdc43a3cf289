/** Where the vendor's API answers, and what it asks for to let somebody in. */
export type Account = {
  /** Empty where the vendor has no API for webhooks. The first is the default. */
  readonly environments: readonly Environment[]
  /** What a person logs in with; empty where there is nothing to log in to. */
  readonly credentials: readonly Credential[]
}

/** A place where the vendor's API answers; each becomes a built-in profile. */
export type Environment = {
  readonly profile: string
  readonly label: string
  /** No trailing slash. */
  readonly baseUrl: string
}

/** One thing that a person logs in with. */
export type Credential = {
  /** Key in `Credentials` and in the configuration file. */
  readonly name: string
  readonly label: string
  /** The environment variable that sets it, `HOOKS_…`. */
  readonly env: string
  /** A user name is not secret: it is shown, and visible while it is typed. */
  readonly secret: boolean
}

/** Values by the names of the credentials. */
export type Credentials = Readonly<Record<string, string>>

/** What webhooks belong to at this vendor: an organization, a project, a website. */
export type Scope = {
  /** What the vendor calls it, in lower case. */
  readonly label: string
  /** How the vendor names each of them; left out where any name will do. */
  readonly form?: ScopeForm
}

/** What the name of a scope looks like. */
export type ScopeForm = {
  readonly pattern: RegExp
  /** The pattern in words that follow "is not". */
  readonly words: string
  readonly example: string
}
