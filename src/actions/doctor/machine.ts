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

/** As in `engines` of package.json. */
const OLDEST_NODE = [24, 15] as const
/** Bytes; busy sending can fill less than this within minutes. */
const LITTLE_SPACE = 100 * 2 ** 20
/** The permissions of group and others. */
const OTHERS = 0o077

export async function examineMachine(
  patient: Patient,
  project: ProjectFile | HooksError,
): Promise<Finding[]> {
  return [
    nodeFinding(process.versions.node),
    await examineConfig(patient),
    examineProject(project),
    await examineStore(patient),
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

async function examineConfig({connection: {settings}}: Patient): Promise<Finding> {
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

function examineProject(project: ProjectFile | HooksError): Finding {
  if (project instanceof HooksError) return failure('project', project)
  return ok('project', project.file ?? 'no .hooksrc here')
}

async function examineStore({store, context}: Patient): Promise<Finding> {
  const file = store ?? storePath(context.env)
  if (file === 'memory:') return ok('store', 'in memory')
  if (/^postgres(ql)?:/.test(file)) return ok('store', 'PostgreSQL; see the check of the server')
  const known = await stat(file).catch(ignoreMissing)
  if (known === undefined) return ok('store', 'none yet; hooks serve creates it')
  try {
    if (!known.isFile() || !(await isStoreFile(file))) {
      return fail(
        'store',
        `${file} is not a hooks store`,
        'set --store or HOOKS_STORE to another path',
      )
    }
    await access(file, constants.W_OK)
    await access(path.dirname(file), constants.W_OK)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    return fail('store', `${file} cannot be read and written (${code})`, `chmod u+rw ${file}`)
  }
  return (await examineContents(file, context)) ?? examineSpace(file, known)
}

/** A store in use has a log beside it; its server has already opened it with the key. */
async function examineContents(file: string, {env}: Context): Promise<Finding | undefined> {
  const log = await stat(`${file}-wal`).catch(ignoreMissing)
  const {size} = await stat(file)
  if (log !== undefined || size === 0) return undefined
  try {
    const own = await knownEncryptionKey(env.variable('HOOKS_ENCRYPTION_KEY_FILE'), env)
    const {storeTrouble} = await import('../../runtime/index.ts')
    const trouble = storeTrouble(file, own.key)
    return trouble && describeTrouble(trouble, {store: file, key: own.file})
  } catch (error) {
    return failure('store', error)
  }
}

function describeTrouble(
  trouble: StoreTrouble,
  {store, key}: {store: string; key: string},
): Finding {
  const restore = `restore the key it was encrypted with, or pass it: hooks serve --encryption-key-file FILE`
  switch (trouble) {
    case 'damaged':
      return fail(
        'store',
        `${store} is damaged`,
        `restore a backup, or start over with: mv ${store} ${store}.damaged`,
      )
    case 'no_key':
      return fail('store', `the encryption key of its secrets is missing: ${key}`, restore)
    case 'wrong_key':
      return fail(
        'store',
        `the encryption key ${key} does not open the secrets of ${store}`,
        restore,
      )
  }
}

async function examineSpace(file: string, {mode, size}: {mode: number; size: number}) {
  const log = await stat(`${file}-wal`).catch(ignoreMissing)
  const mib = ((size + (log?.size ?? 0)) / 2 ** 20).toFixed(1)
  if (process.platform !== 'win32' && (mode & OTHERS) !== 0) {
    return warn(
      'store',
      `${file} contains secrets, but other users can access it`,
      `chmod 600 ${file}`,
    )
  }
  const {bavail, bsize} = await statfs(path.dirname(file))
  if (bavail * bsize < LITTLE_SPACE) {
    const left = Math.floor((bavail * bsize) / 2 ** 20)
    return warn('store', `only ${left} MiB of disk space left for ${file}`, 'free up disk space')
  }
  return ok('store', `${file}, ${mib} MiB`)
}

/** Reads only the first bytes: a server may be using the file, and must not be disturbed. */
async function isStoreFile(file: string): Promise<boolean> {
  await using handle = await open(file, 'r')
  const header = Buffer.alloc(HEADER_BYTES)
  const {bytesRead} = await handle.read(header, 0, HEADER_BYTES, 0)
  return bytesRead === 0 || isStoreHeader(header)
}

function ignoreMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
  throw error
}
