import type {ControlClient} from '../../control/client.ts'
import type {WireDelivery} from '../../wire/deliveries.ts'
import type {Webhook} from '../../core/webhook.ts'
import {attempt} from '../webhooks/each-of-many.ts'
import {createFailure, toFailedFinding, type Finding, type Reached} from './finding.ts'

/** Webhooks examined in parallel. */
const PARALLEL = 8
/** How many of its newest deliveries are examined. */
const NEWEST = 5
/** Fewer failed attempts may be chance. */
const MIN_ATTEMPTS = 3

const DISABLED: Readonly<Record<string, string>> = {
  gone: 'its receiver answered 410 Gone',
  given_up: 'its receiver has failed for days',
}

/**
 * Finds webhooks whose deliveries keep failing, and those that hooks has disabled automatically.
 */
export async function examineDeliveries(reached: readonly Reached[]): Promise<Finding[]> {
  const all = reached.flatMap(({control, webhooks}) =>
    control === undefined ? [] : webhooks.map((webhook) => ({control, webhook})),
  )
  const findings: Finding[] = []
  for (let start = 0; start < all.length; start += PARALLEL) {
    const some = all.slice(start, start + PARALLEL)
    const found = await Promise.all(
      some.map(({control, webhook}) => examineWebhook(control, webhook)),
    )
    findings.push(...found.flatMap((each) => each ?? []))
  }
  return findings
}

async function examineWebhook(
  control: ControlClient,
  webhook: Webhook,
): Promise<Finding | undefined> {
  const {id, state, disabledReason} = webhook
  const check = `webhook ${id}`
  if (disabledReason !== undefined) {
    const why = DISABLED[disabledReason] ?? disabledReason
    const hint = `fix the receiver, then run: hooks enable ${id}; or remove the webhook: hooks delete ${id}`
    return createFailure(check, `disabled automatically: ${why}`, hint)
  }
  if (state === 'disabled') return undefined
  const looked = await attempt(() => control.deliveries.list({webhookId: id, limit: NEWEST}))
  if (!looked.ok) return toFailedFinding(check, looked.error)
  return findFailing(check, looked.result.deliveries)
}

function findFailing(check: string, newest: readonly WireDelivery[]): Finding | undefined {
  const tried = newest.filter(({state, attemptCount}) => attemptCount > 0 && state !== 'cancelled')
  const isFailing = tried.every(
    ({state, code, reason}) => state !== 'delivered' && (code ?? reason) !== undefined,
  )
  const attempts = tried.reduce((sum, {attemptCount}) => sum + attemptCount, 0)
  const [last] = tried
  if (last === undefined || !isFailing || attempts < MIN_ATTEMPTS) return undefined
  const answer = last.code === undefined ? (last.reason ?? 'no answer') : `answer ${last.code}`
  const which = tried.length === 1 ? 'its last delivery' : `its last ${tried.length} deliveries`
  return createFailure(
    check,
    `${which} failed in ${attempts} attempts: ${answer}`,
    `see why with: hooks deliveries get ${last.id}; then fix the receiver`,
  )
}
