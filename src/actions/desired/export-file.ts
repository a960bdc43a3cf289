import {readFile, writeFile} from 'node:fs/promises'
import {Document, isScalar, Scalar, visit} from 'yaml'
import {findErrorCode, HooksError} from '../../core/errors.ts'
import {toDesiredEntries, type Found} from './entries.ts'
import {SCHEMA_URL, type DesiredFile} from './schema.ts'
import {loadProvider} from '../../providers/index.ts'
import type {Look} from '../target/all-profiles.ts'
import {escapeInvisible} from '../../core/masking/visible.ts'

const HEAD = `# yaml-language-server: $schema=${SCHEMA_URL}\n`

/** The content of a file that describes the existing webhooks, without secrets. */
export async function exportDesired(looks: readonly Look[]): Promise<DesiredFile> {
  const found: Found[] = []
  for (const look of looks) {
    if ('error' in look) continue
    const isLocal = look.target.kind === 'local'
    for (const webhook of look.webhooks) {
      const provider = await loadProvider(webhook.provider)
      found.push({profile: look.profile, isLocal, provider, webhook})
    }
  }
  return {webhooks: toDesiredEntries(found)}
}

/** A note about headers left out of the file; undefined if there are none. */
export function describeLeftOut(looks: readonly Look[]): string | undefined {
  const webhooks = looks.flatMap((look) => ('error' in look ? [] : look.webhooks))
  const count = webhooks.filter(({delivery}) => delivery?.headers !== undefined).length
  if (count === 0) return undefined
  return `Left out the headers of ${count === 1 ? 'a webhook' : `${count} webhooks`}, which may contain secrets; applying the file does not change them.`
}

/** As YAML in which characters that move the cursor or reorder text are escaped. */
export function toYaml(file: DesiredFile): string {
  const document = new Document(file, {aliasDuplicateObjects: false})
  visit(document, {
    Scalar(_, node) {
      // YAML supports the escapes of `visible` only in double quotes.
      if (typeof node.value === 'string' && escapeInvisible(node.value) !== node.value) {
        node.type = Scalar.QUOTE_DOUBLE
      }
    },
    Pair(_, {key}) {
      if (
        isScalar(key) &&
        typeof key.value === 'string' &&
        escapeInvisible(key.value) !== key.value
      ) {
        key.type = Scalar.QUOTE_DOUBLE
      }
    },
  })
  const lines = document.toString({lineWidth: 0}).split('\n')
  return HEAD + lines.map((line) => escapeInvisible(line)).join('\n')
}

/** Whether the file exists with different content. */
export async function isOverwritten(file: string, text: string): Promise<boolean> {
  const found = await readFile(file, 'utf8').catch(() => undefined)
  return found !== undefined && found !== text
}

/**
 * Writes the file, and says what it wrote.
 *
 * @throws HooksError usage
 */
export async function writeDesired(
  file: string,
  text: string,
  {webhooks: {length: count}}: DesiredFile,
): Promise<string> {
  try {
    await writeFile(file, text)
    return `Wrote ${count === 1 ? 'one webhook' : `${count} webhooks`} to ${file}.`
  } catch (error) {
    const code = findErrorCode(error)
    throw new HooksError('usage', `cannot write ${file}${code && ` (${code})`}`, {cause: error})
  }
}
