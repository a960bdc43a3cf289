/** Something that happened. */
export type Event = {
  readonly id: string
  /** Number in order of acceptance, unique on its server; what mda calls the event's id. */
  readonly seq: number
  readonly provider: string
  readonly scope: string
  readonly type: string
  readonly payload: Payload
  readonly createdAt: Date
}

export type Payload = Readonly<Record<string, unknown>>

export type NewEvent = {
  readonly provider: string
  readonly scope?: string
  readonly type: string
  readonly payload: Payload
}

/** The scope of whatever named none. */
export const DEFAULT_SCOPE = '1'
