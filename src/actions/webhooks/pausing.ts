import {HooksError} from '../../core/errors.ts'
import type {Target} from '../target/target.ts'

/** @throws HooksError unsupported: no vendor can hold deliveries back */
export function requirePause(target: Target): void {
  if (target.kind === 'local') return
  throw new HooksError('unsupported', `${target.provider.label} cannot pause a webhook`, {
    hint: 'use hooks disable if the vendor supports it, or use the local server: --profile local',
  })
}

/**
 * Checks that these webhooks can be resumed.
 *
 * @throws HooksError unsupported; conflict, if one is disabled, since enabling it would start
 * deliveries
 */
export async function checkResume(target: Target, ids: readonly string[]): Promise<void> {
  requirePause(target)
  for (const id of ids) {
    const {state} = await target.webhooks.get(id)
    if (state !== 'disabled') continue
    throw new HooksError('conflict', `webhook ${id} is disabled, not paused`, {
      hint: `hooks enable ${id}`,
    })
  }
}
