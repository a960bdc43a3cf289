import {access, constants, open, stat, statfs} from 'node:fs/promises'
import path from 'node:path'
import {findEncryptionKey} from '../../config/encryption-key.ts'
import {findStorePath} from '../../config/folders.ts'
import type {ProjectFile} from '../../config/project-file.ts'
import {findErrorCode, HooksError} from '../../core/errors.ts'
import {HEADER_BYTES, isStoreHeader} from '../../core/store-file.ts'
import type {StoreTrouble} from '../../runtime/index.ts'
import {
  toFailedFinding,
  createFailure,
  createOk,
  createWarning,
  type Finding,
  type Patient,
} from './finding.ts'
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
    checkNodeVersion(patient.context.process.version),
    await examineConfig(patient),
    examineProject(project),
    await examineStore(patient),
  ]
}

export function checkNodeVersion(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [wantedMajor, wantedMinor] = OLDEST_NODE
  const isNewEnough = major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)
  if (isNewEnough) return createOk('node', `Node ${version}`)
  return createFailure(
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
    return createOk(
      'config',
      exists ? `${settings.file}, profiles stored: ${count}` : 'nothing is stored yet',
    )
  } catch (error) {
    return toFailedFinding('config', error)
  }
}

function examineProject(project: ProjectFile | HooksError): Finding {
  if (project instanceof HooksError) return toFailedFinding('project', project)
  return createOk('project', project.file ?? 'no .hooksrc here')
}

async function examineStore({store, context}: Patient): Promise<Finding> {
  const file = store ?? findStorePath(context.env)
  if (file === 'memory:') return createOk('store', 'in memory')
  if (/^postgres(ql)?:/.test(file))
    return createOk('store', 'PostgreSQL; see the check of the server')
  const known = await stat(file).catch(ignoreMissing)
  if (known === undefined) return createOk('store', 'none yet; hooks serve creates it')
  try {
    if (!known.isFile() || !(await isStoreFile(file))) {
      return createFailure(
        'store',
        `${file} is not a hooks store`,
        'set --store or HOOKS_STORE to another path',
      )
    }
    await access(file, constants.W_OK)
    await access(path.dirname(file), constants.W_OK)
  } catch (error) {
    const code = findErrorCode(error) || String(error)
    return createFailure(
      'store',
      `${file} cannot be read and written (${code})`,
      `chmod u+rw ${file}`,
    )
  }
  return (await examineContents(file, context)) ?? examineSpace(file, known, context)
}

/** A store in use has a log beside it; its server has already opened it with the key. */
async function examineContents(file: string, {env}: Context): Promise<Finding | undefined> {
  const log = await stat(`${file}-wal`).catch(ignoreMissing)
  const {size} = await stat(file)
  if (log !== undefined || size === 0) return undefined
  try {
    const own = await findEncryptionKey(env.variable('HOOKS_ENCRYPTION_KEY_FILE'), env)
    const {findStoreTrouble} = await import('../../runtime/index.ts')
    const trouble = findStoreTrouble(file, own.key)
    return trouble && describeTrouble(trouble, {store: file, key: own.file})
  } catch (error) {
    return toFailedFinding('store', error)
  }
}

function describeTrouble(
  trouble: StoreTrouble,
  {store, key}: {store: string; key: string},
): Finding {
  const restore = `restore the key it was encrypted with, or pass it: hooks serve --encryption-key-file FILE`
  switch (trouble) {
    case 'damaged':
      return createFailure(
        'store',
        `${store} is damaged`,
        `restore a backup, or start over with: mv ${store} ${store}.damaged`,
      )
    case 'no_key':
      return createFailure('store', `the encryption key of its secrets is missing: ${key}`, restore)
    case 'wrong_key':
      return createFailure(
        'store',
        `the encryption key ${key} cannot decrypt the secrets of ${store}`,
        restore,
      )
  }
}

async function examineSpace(
  file: string,
  {mode, size}: {mode: number; size: number},
  {process: {platform}}: Context,
) {
  const log = await stat(`${file}-wal`).catch(ignoreMissing)
  const mib = ((size + (log?.size ?? 0)) / 2 ** 20).toFixed(1)
  if (platform !== 'win32' && (mode & OTHERS) !== 0) {
    return createWarning(
      'store',
      `${file} contains secrets, but other users can access it`,
      `chmod 600 ${file}`,
    )
  }
  const {bavail, bsize} = await statfs(path.dirname(file))
  if (bavail * bsize < LITTLE_SPACE) {
    const left = Math.floor((bavail * bsize) / 2 ** 20)
    return createWarning(
      'store',
      `only ${left} MiB of disk space left for ${file}`,
      'free up disk space',
    )
  }
  return createOk('store', `${file}, ${mib} MiB`)
}

/** Reads only the first bytes: a server may be using the file, and must not be disturbed. */
async function isStoreFile(file: string): Promise<boolean> {
  await using handle = await open(file, 'r')
  const header = Buffer.alloc(HEADER_BYTES)
  const {bytesRead} = await handle.read(header, 0, HEADER_BYTES, 0)
  return bytesRead === 0 || isStoreHeader(header)
}

function ignoreMissing(error: unknown): undefined {
  if (findErrorCode(error) === 'ENOENT') return undefined
  throw error
}
