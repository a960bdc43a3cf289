import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import path from 'node:path'

/** Gives the tests and their processes an empty home, so that they never use the real one. */
export async function setup(): Promise<() => Promise<void>> {
  const home = await mkdtemp(path.join(tmpdir(), 'hooks-home-'))
  process.env['HOME'] = home
  return () => rm(home, {recursive: true, force: true})
}
