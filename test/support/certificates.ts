import {generateKeyPairSync, type KeyObject, sign} from 'node:crypto'

export type Certificate = {
  /** PEM. */
  readonly cert: string
  /** PEM. */
  readonly key: string
  readonly name: string
  readonly privateKey: KeyObject
}

export type CertificateOptions = {
  /** The common name, and the only alternative name; it must be the name of the server. */
  readonly name: string
  /** The authority that signs it; if left out, the certificate is self-signed. */
  readonly issuer?: Certificate
  readonly isAuthority?: boolean
  readonly validUntil?: Date
}

const DAY_MS = 24 * 60 * 60 * 1000
/** DER tags: ITU-T X.690. */
const [BOOLEAN, INTEGER, BIT_STRING, OCTET_STRING, OID] = [0x01, 0x02, 0x03, 0x04, 0x06]
const [UTF8_STRING, UTC_TIME, SEQUENCE, SET] = [0x0c, 0x17, 0x30, 0x31]
/** Object identifiers in hex: ecdsa-with-SHA256 is from RFC 5758, the others from RFC 5280. */
const ECDSA_SHA256 = '2a8648ce3d040302'
const COMMON_NAME = '550403'
const ALTERNATIVE_NAME = '551d11'
const BASIC_CONSTRAINTS = '551d13'

/** Makes a key and an X.509 certificate (RFC 5280) for it, because Node cannot. */
export function makeCertificate(options: CertificateOptions): Certificate {
  const {name, issuer, isAuthority = false} = options
  const validUntil = options.validUntil ?? new Date(Date.now() + DAY_MS)
  const {privateKey, publicKey} = generateKeyPairSync('ec', {namedCurve: 'P-256'})
  const algorithm = der(SEQUENCE, oid(ECDSA_SHA256))
  const validFrom = new Date(Math.min(Date.now(), validUntil.getTime()) - DAY_MS)
  const content = der(
    SEQUENCE,
    der(0xa0, der(INTEGER, Buffer.from([2]))),
    der(INTEGER, Buffer.from([1])),
    algorithm,
    distinguishedName(issuer?.name ?? name),
    der(SEQUENCE, utcTime(validFrom), utcTime(validUntil)),
    distinguishedName(name),
    publicKey.export({type: 'spki', format: 'der'}),
    der(0xa3, der(SEQUENCE, ...extensions(name, isAuthority))),
  )
  const signature = sign('sha256', content, issuer?.privateKey ?? privateKey)
  const bits = der(BIT_STRING, Buffer.from([0]), signature)
  return {
    cert: pem(der(SEQUENCE, content, algorithm, bits)),
    key: privateKey.export({type: 'pkcs8', format: 'pem'}).toString(),
    name,
    privateKey,
  }
}

function extensions(name: string, isAuthority: boolean): Buffer[] {
  const yes = der(BOOLEAN, Buffer.from([0xff]))
  const constraints = der(SEQUENCE, ...(isAuthority ? [yes] : []))
  const names = der(SEQUENCE, der(0x82, Buffer.from(name)))
  return [
    der(SEQUENCE, oid(BASIC_CONSTRAINTS), yes, der(OCTET_STRING, constraints)),
    der(SEQUENCE, oid(ALTERNATIVE_NAME), der(OCTET_STRING, names)),
  ]
}

function distinguishedName(name: string): Buffer {
  const attribute = der(SEQUENCE, oid(COMMON_NAME), der(UTF8_STRING, Buffer.from(name)))
  return der(SEQUENCE, der(SET, attribute))
}

/** `YYMMDDhhmmssZ`. */
function utcTime(date: Date): Buffer {
  const digits = date.toISOString().replaceAll(/\D/g, '').slice(2, 14)
  return der(UTC_TIME, Buffer.from(`${digits}Z`))
}

function oid(hex: string): Buffer {
  return der(OID, Buffer.from(hex, 'hex'))
}

function der(tag: number, ...contents: Buffer[]): Buffer {
  const content = Buffer.concat(contents)
  const {length} = content
  const long = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...(length < 0x80 ? [length] : long)]), content])
}

function pem(bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}
