/** Something that happened. */
export type Event = {
  readonly id: string
  /** Sequence number in order of acceptance, unique on its server; mda uses it as the event's id. */
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

/** The scope used if none is given. */
export const DEFAULT_SCOPE = '1'
