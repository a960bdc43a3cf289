import {writeFile} from 'node:fs/promises'
import path from 'node:path'
import type {ProfileConfig} from '../../src/config/config-file.ts'
import {startEmulator, type Emulator} from './emulator.ts'
import {temporaryFolder} from './run.ts'

export type Vendor = AsyncDisposable & {
  readonly emulator: Emulator
  /** Environment variables that make the CLI act on the vendor. */
  readonly env: Readonly<Record<string, string>>
  readonly configFile: string
}

/** A profile for a vendor, whose base URL is that of an emulator of that vendor. */
export async function startVendor(
  profile: string,
  stored: (emulator: Emulator) => ProfileConfig,
): Promise<Vendor> {
  await using stack = new AsyncDisposableStack()
  const emulator = stack.use(await startEmulator())
  const folder = stack.use(await temporaryFolder())
  const configFile = path.join(folder.path, 'config.json')
  const profiles = {[profile]: {baseUrl: emulator.url, ...stored(emulator)}}
  await writeFile(configFile, JSON.stringify({profile, profiles}), {mode: 0o600})
  const owned = stack.move()
  return {
    emulator,
    configFile,
    env: {HOOKS_CONFIG_DIR: folder.path},
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
