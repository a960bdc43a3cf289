/**
 * How a platform proves its deliveries, as data: sending makes proofs by it, verification checks
 * them, and documents show it. A way of proving that is new here becomes a member of the union it
 * belongs to: an algorithm, an encoding, a form of key, or a kind of recipe.
 */
export type Recipe = SignatureRecipe | SecretRecipe

/** Made with the secret, without showing it. Names of headers are in lower case. */
export type SignatureRecipe = {
  readonly kind: 'signature'
  /** The header that holds the signature. */
  readonly header: string
  /** What stands between several signatures in it; absent where it holds exactly one. */
  readonly separator?: string
  /**
   * The text that is signed, character by character: `{id}` and `{timestamp}` stand for what their
   * headers hold, `{body}` for the bytes as they travel.
   */
  readonly signed: `${string}{body}`
  /** The header that holds the delivery's id, the same for all attempts. */
  readonly idHeader?: string
  /** Absent where no time is signed: a delivery that was recorded can be sent again and verifies. */
  readonly timestamp?: {
    /** Holds whole seconds since the epoch. */
    readonly header: string
    /** How far it may be from the receiver's time, both ways; seconds. */
    readonly toleranceSeconds: number
  }
  /** The header that says which webhook it is. It is not signed. */
  readonly webhookIdHeader?: string
  readonly keyForm: KeyForm
  /** At most one of each algorithm: a key signs with the scheme that it fits. */
  readonly schemes: readonly Scheme[]
}

export type Scheme = {
  readonly algorithm: Algorithm
  readonly encoding: Encoding
  /** What stands right before the encoded signature, such as `v1,`; empty where nothing does. */
  readonly prefix: string
}

export type Algorithm = 'hmac-sha256' | 'ed25519'

/** `hex` is in lower case, `base64` is padded; other spellings of the same bytes do not count. */
export type Encoding = 'hex' | 'base64'

/**
 * `text`: the bytes of the whole secret, prefix included.
 * `standard`: base64 after a prefix that says what kind of key it is, as `readStandardKey` has it.
 */
export type KeyForm = 'text' | 'standard'

/**
 * The secret itself, sent along for the receiver to compare. Whoever has read one delivery can
 * make others.
 */
export type SecretRecipe = {
  readonly kind: 'secret'
  /** What the vendor calls the secret, in words that follow "the". */
  readonly name: string
  readonly place: SecretPlace
  /** The vendor does not say where it is: every place it could be in is searched for it. */
  readonly isPlaceAssumed?: true
  /** A webhook may have none; a delivery without one is then neither proven nor refuted. */
  readonly isOptional?: true
}

/** A header, its name in lower case, or a field on the top level of a JSON body. */
export type SecretPlace = {readonly in: 'header' | 'body'; readonly name: string}
