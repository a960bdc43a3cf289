import {maskSecret} from '../webhook.ts'
import {isJsonObject} from '../payload/json-object.ts'
import {quoteForShell} from '../quote-for-shell.ts'

export type CurlRequest = {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** Exactly as sent; undefined or empty if there is none. */
  readonly body?: string | undefined
  /** Texts to mask wherever they occur. */
  readonly secrets?: readonly string[]
}

/** Names of headers, fields and parameters whose values are secret. */
const SECRET_NAME = /secret|token|passw|authorization|key$|credential|cookie|signature/i

/** The request as one curl command line for a POSIX shell, with its secrets masked. */
export function formatCurlCommand({method, url, headers, body, secrets = []}: CurlRequest): string {
  const hideSecrets = (text: string) => hideAll(text, secrets)
  const parts = [
    'curl',
    ...(method === 'GET' ? [] : ['-X', method]),
    quoteForShell(hideSecrets(maskUrl(url))),
    ...Object.entries(headers).flatMap(([name, value]) => [
      '-H',
      quoteForShell(`${name}: ${hideSecrets(maskHeader(name, value))}`),
    ]),
    ...(body === undefined || body === ''
      ? []
      : ['--data-raw', quoteForShell(hideSecrets(maskBody(body)))]),
  ]
  return parts.join(' ')
}

/** Whether a name suggests that its value is a secret. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name)
}

function maskHeader(name: string, value: string): string {
  if (!isSecretName(name)) return value
  const scheme = /^(?:Basic|Bearer) /i.exec(value)?.[0]
  return scheme === undefined ? maskSecret(value) : `${scheme}…`
}

/** The URL with its password and the values of secret parameters masked. */
function maskUrl(url: string): string {
  if (!URL.canParse(url)) return url
  const parsed = new URL(url)
  if (parsed.password !== '') parsed.password = '…'
  const names = [...new Set(parsed.searchParams.keys())].filter(isSecretName)
  const clean = parsed.password === '' && names.length === 0 ? url : parsed.href
  const decoded = clean.replace(encodeURIComponent('…'), '…')
  return names.reduce((text, name) => {
    const pattern = new RegExp(`([?&]${escapeRegExp(encodeURIComponent(name))}=)[^&#]*`, 'g')
    return text.replace(pattern, (_, start: string) => `${start}…`)
  }, decoded)
}

function maskBody(body: string): string {
  try {
    return JSON.stringify(maskValue(JSON.parse(body)))
  } catch {
    // Not JSON: secrets in it cannot be recognized.
    return `…${Buffer.byteLength(body)} bytes`
  }
}

function maskValue(value: unknown): unknown {
  if (typeof value === 'string') return /^https?:\/\//.test(value) ? maskUrl(value) : value
  if (Array.isArray(value)) return value.map(maskValue)
  if (!isJsonObject(value)) return value
  const entries = Object.entries(value).map(([name, field]) => [name, maskField(name, field)])
  return Object.fromEntries(entries)
}

/** Every value in `headers`, the custom headers of a webhook, may be a secret. */
function maskField(name: string, field: unknown): unknown {
  if (typeof field === 'string' && isSecretName(name)) return maskSecret(field)
  if (name !== 'headers' || typeof field !== 'object' || field === null) return maskValue(field)
  const values = Object.entries(field).map(([each, value]) => [each, maskSecret(String(value))])
  return Object.fromEntries(values)
}

function hideAll(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret !== '')
    .reduce((shown, secret) => shown.replaceAll(secret, maskSecret(secret)), text)
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
}
