import {defined} from '../../core/defined.ts'
import type {HooksError} from '../../core/errors.ts'
import type {Webhook} from '../../core/webhook.ts'
import {attempt} from '../webhooks/each-of-many.ts'
import {LOCAL_PROFILE} from './profiles.ts'
import {openTarget, selectProfile, findServerKey, type Selection} from './selection.ts'
import type {Connection} from './connection.ts'
import {asTyped} from './sourced.ts'
import {requireVerb, type Target} from './target.ts'

/** The webhooks of one profile, or why they could not be listed. */
export type Look =
  | {readonly profile: string; readonly target: Target; readonly webhooks: readonly Webhook[]}
  | {readonly profile: string; readonly error: HooksError}

/**
 * The profiles in use: the selected one, the stored ones, and the local server once it has a key.
 * Credentials in the environment alone do not put a profile into use.
 */
export async function listOwnProfiles(
  selection: Selection,
  connection: Connection,
): Promise<string[]> {
  const {profiles = {}} = await connection.settings.read()
  const {value: selected} = await selectProfile(selection, connection)
  const hasServerKey = (await findServerKey(connection)) !== undefined
  const local = hasServerKey ? [LOCAL_PROFILE] : []
  return [...new Set([...local, selected, ...Object.keys(profiles)])]
}

export type LookOptions = {
  readonly provider?: string | undefined
  readonly event?: string | undefined
}

/** Lists the webhooks of each profile, all profiles in parallel. */
export async function listProfileWebhooks(
  profiles: readonly string[],
  {provider, event}: LookOptions,
  {selection, connection}: {selection: Selection; connection: Connection},
): Promise<Look[]> {
  const selected = await selectProfile(selection, connection)
  const isAlone = profiles.length === 1
  return Promise.all(
    profiles.map(async (profile): Promise<Look> => {
      const looked = await attempt(async () => {
        const target = await openTarget(
          {
            profile: profile === selected.value ? selected : asTyped(profile),
            // A scope belongs to one vendor, and a URL to one server. Among several profiles they
            // apply to their own only.
            apiUrl: isAlone || profile === LOCAL_PROFILE ? selection.apiUrl : undefined,
            scope: profile === selected.value ? selection.scope : undefined,
          },
          connection,
        )
        requireVerb(target, 'list')
        const {scope} = target
        const isOther =
          target.kind === 'vendor' && provider !== undefined && provider !== target.provider.name
        const webhooks = isOther
          ? []
          : await target.webhooks.list({
              ...defined({provider, event, scope}),
            })
        return {target, webhooks}
      })
      return looked.ok ? {profile, ...looked.result} : {profile, error: looked.error}
    }),
  )
}
