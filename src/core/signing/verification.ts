/** A request as a receiver got it. */
export type ReceivedRequest = {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** As it came: what is signed are bytes, and not all bytes are text. */
  readonly body: Buffer
}

/** `none`: there is nothing that could be checked. */
export type Verification =
  | {readonly result: 'valid'}
  | {readonly result: 'invalid'; readonly reason: string}
  | {readonly result: 'none'}
