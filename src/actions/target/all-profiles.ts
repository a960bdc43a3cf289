import {defined} from '../../core/defined.ts'
import type {HooksError} from '../../core/errors.ts'
import type {Webhook} from '../../core/webhook.ts'
import {attempt} from '../webhooks/each-of-many.ts'
import {LOCAL_PROFILE} from './profiles.ts'
import {openTarget, selectedProfile, selectedServerKey, type Selection} from './selection.ts'
import type {Connection} from './connection.ts'
import {asTyped} from './sourced.ts'
import {requireVerb, type Target} from './target.ts'

/** What one profile's target holds, or why it cannot be said. */
export type Look =
  | {readonly profile: string; readonly target: Target; readonly webhooks: readonly Webhook[]}
  | {readonly profile: string; readonly error: HooksError}

/**
 * The profiles that are someone's: the selected one, those that are stored, and the local server
 * once it has a key. What is in the environment alone leads nowhere.
 */
export async function ownProfiles(selection: Selection, connection: Connection): Promise<string[]> {
  const {profiles = {}} = await connection.settings.read()
  const {value: selected} = await selectedProfile(selection, connection)
  const isLocalMeant = (await selectedServerKey(connection)) !== undefined
  const local = isLocalMeant ? [LOCAL_PROFILE] : []
  return [...new Set([...local, selected, ...Object.keys(profiles)])]
}

export type LookOptions = {
  readonly provider?: string | undefined
  readonly event?: string | undefined
}

/** Every webhook of each profile; all of them are asked at once. */
export async function lookAt(
  profiles: readonly string[],
  {provider, event}: LookOptions,
  {selection, connection}: {selection: Selection; connection: Connection},
): Promise<Look[]> {
  const selected = await selectedProfile(selection, connection)
  const isAlone = profiles.length === 1
  return Promise.all(
    profiles.map(async (profile): Promise<Look> => {
      const looked = await attempt(async () => {
        const target = await openTarget(
          {
            profile: profile === selected.value ? selected : asTyped(profile),
            // A scope is of one vendor, and an address of one server; beside others it is no mistake.
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
