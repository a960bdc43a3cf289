import {access, constants, open, stat, statfs} from 'node:fs/promises'
import path from 'node:path'
import {knownEncryptionKey} from '../../config/encryption-key.ts'
import {storePath} from '../../config/folders.ts'
import type {ProjectFile} from '../../config/project-file.ts'
import {HooksError} from '../../core/errors.ts'
import {HEADER_BYTES, isStoreHeader} from '../../core/store-file.ts'
import type {StoreTrouble} from '../../runtime/index.ts'
import {failure, fail, ok, warn, type Finding, type Patient} from './finding.ts'
import type {Context} from '../../context/context.ts'

/** As package.json wants it. */
const OLDEST_NODE = [24, 15] as const
/** Less than this is gone within minutes of busy sending; bytes. */
const LITTLE_SPACE = 100 * 2 ** 20
const OTHERS = 0o077

export async function examineMachine(
  patient: Patient,
  project: ProjectFile | HooksError,
): Promise<Finding[]> {
  return [
    nodeFinding(process.versions.node),
    await configFinding(patient),
    projectFinding(project),
    await storeFinding(patient),
  ]
}

export function nodeFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [wantedMajor, wantedMinor] = OLDEST_NODE
  const isNewEnough = major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)
  if (isNewEnough) return ok('node', `Node ${version}`)
  return fail(
    'node',
    `Node ${version} is too old`,
    `install Node ${OLDEST_NODE.join('.')} or newer`,
  )
}

async function configFinding({connection: {settings}}: Patient): Promise<Finding> {
  try {
    const {profiles = {}} = await settings.read()
    const count = Object.keys(profiles).length
    const exists = (await stat(settings.file).catch(ignoreMissing)) !== undefined
    return ok(
      'config',
      exists ? `${settings.file}, profiles stored: ${count}` : 'nothing is stored yet',
    )
  } catch (error) {
    return failure('config', error)
  }
}

function projectFinding(project: ProjectFile | HooksError): Finding {
  if (project instanceof HooksError) return failure('project', project)
  return ok('project', project.file ?? 'no .hooksrc here')
}

async function storeFinding({store, context}: Patient): Promise<Finding> {
  const file = store ?? storePath(context.env)
  if (file === 'memory:') return ok('store', 'in the memory of the server')
  if (/^postgres(ql)?:/.test(file)) return ok('store', 'PostgreSQL; the server tells of it')
  const known = await stat(file).catch(ignoreMissing)
  if (known === undefined) return ok('store', 'none yet; hooks serve makes it')
  try {
    if (!known.isFile() || !(await isOurs(file))) {
      return fail('store', `${file} is not a hooks store`, 'give --store or HOOKS_STORE a new path')
    }
    await access(file, constants.W_OK)
    await access(path.dirname(file), constants.W_OK)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    return fail('store', `${file} cannot be read and written (${code})`, `chmod u+rw ${file}`)
  }
  return (await insideFinding(file, context)) ?? roomFinding(file, known)
}

/** A store that a server uses has a log beside it, and that server has opened it with its key. */
async function insideFinding(file: string, {env}: Context): Promise<Finding | undefined> {
  const log = await stat(`${file}-wal`).catch(ignoreMissing)
  const {size} = await stat(file)
  if (log !== undefined || size === 0) return undefined
  try {
    const own = await knownEncryptionKey(env.variable('HOOKS_ENCRYPTION_KEY_FILE'), env)
    const {storeTrouble} = await import('../../runtime/index.ts')
    const trouble = storeTrouble(file, own.key)
    return trouble && troubleFinding(trouble, {store: file, key: own.file})
  } catch (error) {
    return failure('store', error)
  }
}

function troubleFinding(
  trouble: StoreTrouble,
  {store, key}: {store: string; key: string},
): Finding {
  const restore = `put back the key it was written with, or: hooks serve --encryption-key-file FILE`
  switch (trouble) {
    case 'damaged':
      return fail(
        'store',
        `${store} is damaged`,
        `put back a copy of it, or begin anew: mv ${store} ${store}.damaged`,
      )
    case 'no_key':
      return fail('store', `the key that opens its secrets is not there: ${key}`, restore)
    case 'wrong_key':
      return fail('store', `the key ${key} does not open the secrets of ${store}`, restore)
  }
}

async function roomFinding(file: string, {mode, size}: {mode: number; size: number}) {
  const log = await stat(`${file}-wal`).catch(ignoreMissing)
  const mib = ((size + (log?.size ?? 0)) / 2 ** 20).toFixed(1)
  if (process.platform !== 'win32' && (mode & OTHERS) !== 0) {
    return warn('store', `${file} holds secrets, but others can use it`, `chmod 600 ${file}`)
  }
  const {bavail, bsize} = await statfs(path.dirname(file))
  if (bavail * bsize < LITTLE_SPACE) {
    const left = Math.floor((bavail * bsize) / 2 ** 20)
    return warn('store', `${left} MiB are left on the disk of ${file}`, 'make room on the disk')
  }
  return ok('store', `${file}, ${mib} MiB`)
}

/** The first bytes tell: a server may be using the file, and nothing here may disturb it. */
async function isOurs(file: string): Promise<boolean> {
  await using handle = await open(file, 'r')
  const header = Buffer.alloc(HEADER_BYTES)
  const {bytesRead} = await handle.read(header, 0, HEADER_BYTES, 0)
  return bytesRead === 0 || isStoreHeader(header)
}

function ignoreMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
  throw error
}
