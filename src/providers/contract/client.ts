import type {Network} from '../../core/net/network.ts'
import type {WebhookApi} from '../../core/webhook.ts'
import type {Credentials} from './account.ts'

/** The vendor's own API for webhooks, as far as hooks uses it. */
export type VendorClient = {
  /** What the real API can do, and what hooks does where it cannot. */
  readonly capabilities: Readonly<Record<Verb, Capability>>
  /** Makes a client; asks the vendor nothing yet. Left out where the vendor has no API. */
  connect?(options: ConnectOptions): WebhookApi
}

/** What the CLI can ask of a target; the columns of the capability matrix. */
export type Verb = 'create' | 'list' | 'get' | 'update' | 'delete' | 'enable' | 'test' | 'secret'

/** `yes`, or why not. */
export type Capability = 'yes' | Limitation

/** Something that the vendor's API cannot do. */
export type Limitation = {
  /** Why it cannot, as one sentence. */
  readonly reason: string
  /** What hooks does, or a person can do, instead. */
  readonly instead?: string
  /** The kinds of webhook it is true of; all of them when left out. */
  readonly kinds?: readonly string[]
  /** In place of the vendor's answer, hooks shows what this machine created. */
  readonly recorded?: true
}

export type ConnectOptions = {
  readonly credentials: Credentials
  readonly baseUrl: string
  /** The organization, project or website whose webhooks are meant. */
  readonly scope?: string
  /** Upper bound for one request; milliseconds. */
  readonly timeoutMs?: number
  /** Proxy, certificate authorities and how long to wait out a rate limit. */
  readonly network?: Network | undefined
}
