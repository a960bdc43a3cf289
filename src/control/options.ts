import type {Network} from '../core/net/network.ts'

export type ControlOptions = {
  /** The server's URL, without a trailing slash. */
  readonly url: string
  /** The server key; without it, every request is answered with 401. */
  readonly key?: string | undefined
  readonly network?: Network | undefined
}
