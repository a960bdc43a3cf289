import {access, constants, open, stat, statfs} from 'node:fs/promises'
import path from 'node:path'
import {storePath} from '../config/folders.ts'
import type {ProjectFile} from '../config/project-file.ts'
import {HooksError} from '../core/errors.ts'
import {HEADER_BYTES, isStoreHeader} from '../core/store-file.ts'
import {failure, fail, ok, warn, type Finding, type Patient} from './finding.ts'

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

async function configFinding({around: {settings}}: Patient): Promise<Finding> {
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

async function storeFinding({store, world}: Patient): Promise<Finding> {
  const file = store ?? storePath(world.env)
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
  return roomFinding(file, known)
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
