import type {Network} from '../../core/net/network.ts'
import type {WebhookApi} from '../../core/webhook.ts'
import type {Credentials} from './account.ts'

/** The vendor's own API for webhooks, as far as hooks uses it. */
export type VendorClient = {
  /** What the real API can do, and what hooks does if it cannot. */
  readonly capabilities: Readonly<Record<Verb, Capability>>
  /** Creates a client, without sending a request yet. Left out if the vendor has no API. */
  connect?(options: ConnectOptions): WebhookApi
}

/** What the CLI can ask of a target; the columns of the capability matrix. */
export type Verb = 'create' | 'list' | 'get' | 'update' | 'delete' | 'enable' | 'test' | 'secret'

/** `yes`, or why not. */
export type Capability = 'yes' | Limitation

/** Something that the vendor's API cannot do. */
export type Limitation = {
  /** Why it cannot, in one sentence. */
  readonly reason: string
  /** What hooks does instead, or what the user can do. */
  readonly instead?: string
  /** The kinds of webhook that it applies to; all of them if left out. */
  readonly kinds?: readonly string[]
  /** Whether hooks shows the webhooks created on this machine instead. */
  readonly recorded?: true
}

export type ConnectOptions = {
  readonly credentials: Credentials
  readonly baseUrl: string
  /** The organization, project or website that the webhooks belong to. */
  readonly scope?: string
  /** Time limit for one request; milliseconds. */
  readonly timeoutMs?: number
  /** Proxy, certificate authorities and how long to wait out a rate limit. */
  readonly network?: Network | undefined
}
