/** A request as received. */
export type ReceivedRequest = {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** The raw bytes: they are what is signed, and they need not be text. */
  readonly body: Buffer
}

/** `none`: there is nothing to check. */
export type Verification =
  | {readonly result: 'valid'}
  | {readonly result: 'invalid'; readonly reason: string}
  | {readonly result: 'none'}
