import type {Network} from '../core/net/network.ts'

export type ControlOptions = {
  /** Where the server is; no trailing slash. */
  readonly url: string
  /** Left out, every route answers that it wants one. */
  readonly key?: string | undefined
  readonly network?: Network | undefined
}
