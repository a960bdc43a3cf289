import type {ConfigStore} from '../../config/config-store.ts'
import type {Env} from '../../config/env.ts'
import type {Network} from '../../core/net/network.ts'

export type Connection = {
  readonly settings: ConfigStore
  readonly env: Env
  readonly network?: Network
  now(): Date
}
