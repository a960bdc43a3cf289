/**
 * How a platform proves its deliveries, as data: used to sign, to verify and in documentation. To
 * support a new way, add a member to the matching union: an algorithm, an encoding, a key form or a
 * kind of recipe.
 */
export type Recipe = SignatureRecipe | SecretRecipe

/** A signature made with the secret. Header names are in lower case. */
export type SignatureRecipe = {
  readonly kind: 'signature'
  /** The header that holds the signature. */
  readonly header: string
  /** The separator between several signatures; absent if the header holds exactly one. */
  readonly separator?: string
  /**
   * The exact text that is signed: `{id}` and `{timestamp}` stand for the values of their headers,
   * `{body}` for the bytes of the body.
   */
  readonly signed: `${string}{body}`
  /** The header that holds the delivery's id, the same for all attempts. */
  readonly idHeader?: string
  /** Absent if no timestamp is signed: a recorded delivery can then be replayed. */
  readonly timestamp?: {
    /** Its value is whole seconds since the epoch. */
    readonly header: string
    /** How far it may differ from the receiver's time, in both directions; seconds. */
    readonly toleranceSeconds: number
  }
  /** The header with the webhook's id. It is not signed. */
  readonly webhookIdHeader?: string
  readonly keyForm: KeyForm
  /** At most one for each algorithm: a key signs with the scheme of its algorithm. */
  readonly schemes: readonly Scheme[]
}

export type Scheme = {
  readonly algorithm: Algorithm
  readonly encoding: Encoding
  /** The text directly before the encoded signature, such as `v1,`; may be empty. */
  readonly prefix: string
}

export type Algorithm = 'hmac-sha256' | 'ed25519'

/** `hex` is in lower case, `base64` is padded; other spellings of the same bytes are invalid. */
export type Encoding = 'hex' | 'base64'

/**
 * `text`: the bytes of the whole secret, prefix included.
 * `standard`: base64 after a prefix for the kind of key, as in `readStandardKey`.
 */
export type KeyForm = 'text' | 'standard'

/**
 * The secret itself, sent with each delivery for the receiver to compare. Anyone who has read one
 * delivery can forge others.
 */
export type SecretRecipe = {
  readonly kind: 'secret'
  /** What the vendor calls the secret, as a phrase after "the". */
  readonly name: string
  readonly place: SecretPlace
  /** The vendor does not document where it is: verification searches every possible place. */
  readonly isPlaceAssumed?: true
  /** A webhook may have no secret; a delivery without one is then neither valid nor invalid. */
  readonly isOptional?: true
}

/** A header (name in lower case) or a field at the top level of a JSON body. */
export type SecretPlace = {readonly in: 'header' | 'body'; readonly name: string}
