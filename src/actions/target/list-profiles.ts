import {findReferenceKind} from '../../config/reference.ts'
import {defined} from '../../core/defined.ts'
import {loadProviders} from '../../providers/index.ts'
import type {Connection} from './connection.ts'
import {findCredentials} from './credentials.ts'
import {findVendorProfile, listKnownProfiles, LOCAL_PROFILE, toVendors} from './profiles.ts'
import {selectApiUrl, selectProfile, type Selection} from './selection.ts'
import {asTyped} from './sourced.ts'

export type ListedProfile = {
  readonly name: string
  /** Whether commands use it by default. */
  readonly current: boolean
  readonly provider?: string
  readonly url: string
  readonly scope?: string
  /** `stored`, the variables or references that hold them, or `none`. */
  readonly credentials: string
  readonly builtIn: boolean
}

/** Every profile, the built-in ones first. */
export async function listProfiles(
  selection: Selection,
  connection: Connection,
): Promise<ListedProfile[]> {
  const config = await connection.settings.read()
  const {value: current} = await selectProfile(selection, connection)
  const builtIn = toVendors(await loadProviders()).map(({profile}) => profile)
  const names = await listKnownProfiles(config)
  return Promise.all(
    names.map(async (name) => ({
      name,
      current: name === current,
      ...(name === LOCAL_PROFILE
        ? await describeLocal(selection, connection)
        : await describeVendor(name, connection)),
      builtIn: name === LOCAL_PROFILE || builtIn.includes(name),
    })),
  )
}

async function describeLocal(selection: Selection, {env, settings}: Connection) {
  const {serverKey} = await settings.read()
  const credentials = env.serverKey === undefined ? describeStorage(serverKey) : 'HOOKS_SERVER_KEY'
  return {url: selectApiUrl(selection).value, credentials}
}

async function describeVendor(name: string, connection: Connection) {
  const profile = await findVendorProfile(asTyped(name), await connection.settings.read())
  const {provider, baseUrl: url, stored} = profile
  const places = findCredentials(profile, connection).map(({found}) =>
    found?.source === 'env' ? (found.from ?? 'env') : describeStorage(found?.value),
  )
  return {
    provider: provider.name,
    url,
    ...defined({scope: stored.scope}),
    credentials: [...new Set(places)].join(', '),
  }
}

/** Where a value is stored, without showing it; a command may itself contain a secret. */
function describeStorage(value: string | undefined): string {
  if (value === undefined) return 'none'
  const kind = findReferenceKind(value)
  if (kind === undefined) return 'stored'
  return kind === 'cmd' ? 'cmd' : value
}
