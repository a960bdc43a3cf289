import {toErrorReport, EXIT_STATUS, type ErrorReport} from '../../core/errors.ts'
import type {Webhook} from '../../core/webhook.ts'
import type {Look} from '../../actions/target/all-profiles.ts'
import {formatErrorLine} from '../../actions/webhooks/each-of-many.ts'
import type {Column} from '../output/view.ts'
import {maskWebhook, WEBHOOK_COLUMNS} from './webhook.ts'

/** A webhook, with its profile if several were queried. */
export type ProfiledWebhook = Webhook & {readonly profile?: string}

export type Listed = {
  readonly webhooks: readonly ProfiledWebhook[]
  /** Profiles that could not be queried; only if several were. */
  readonly failed?: readonly {readonly profile: string; readonly error: ErrorReport}[]
}

export const PROFILED_COLUMNS: readonly Column<ProfiledWebhook>[] = [
  {name: 'profile', value: ({profile}) => profile},
  ...WEBHOOK_COLUMNS,
]

/** The webhooks of all profiles, with masked secrets. */
export function toListed(looks: readonly Look[], {isWhole}: {isWhole: boolean}): Listed {
  const webhooks = looks.flatMap((look) => {
    if ('error' in look) return []
    const {profile} = look
    return look.webhooks.map((webhook) => ({
      ...(isWhole ? {profile} : {}),
      ...maskWebhook(webhook),
    }))
  })
  if (!isWhole) return {webhooks}
  const failed = looks.flatMap((look) =>
    'error' in look ? [{profile: look.profile, error: toErrorReport(look.error)}] : [],
  )
  return {webhooks, failed}
}

/**
 * Reports the profiles that could not be queried. Returns the highest of their exit statuses.
 *
 * @throws HooksError the first error, if only one profile was queried
 */
export function reportFailures(
  looks: readonly Look[],
  {isWhole, say}: {isWhole: boolean; say(text: string): void},
): number {
  const failed = looks.flatMap((look) => ('error' in look ? [look] : []))
  const [first] = failed
  if (first === undefined) return 0
  if (!isWhole) throw first.error
  for (const {profile, error} of failed) say(`profile ${profile}: ${formatErrorLine(error)}`)
  return Math.max(...failed.map(({error}) => EXIT_STATUS[error.code]))
}
