import {USER_AGENT} from '../core/signing/attempt-headers.ts'
import {defined} from '../core/defined.ts'
import type {Clock} from '../core/clock.ts'
import {Dispatcher} from '../dispatcher/dispatcher.ts'
import type {EndedAttempt} from '../dispatcher/options.ts'
import type {TargetPolicy} from '../sending/guard.ts'
import type {SendLimits} from '../sending/send.ts'
import type {Provider} from '../providers/provider.ts'
import {completeAssumptions, type Assumptions} from '../providers/contract/assumptions.ts'
import type {Logger} from '../server/watch/log.ts'
import type {CountedAttempt, Telemetry} from '../server/watch/telemetry.ts'
import {listWebhookSecrets} from '../server/webhook-secrets.ts'
import type {Store} from '../store/index.ts'
import type {Change} from '../store/rows/change.ts'
import {type KnownProvider, chooseRetryPolicy} from './retries.ts'

export type DispatchOptions = {
  readonly clock: Clock
  readonly version: string
  readonly assumptions: Assumptions
  readonly targets: TargetPolicy
  readonly retries?: string
  readonly limits?: SendLimits
}
type Services = {store: Store; providers: readonly Provider[]; logger: Logger; telemetry: Telemetry}

/** A dispatcher that sends as each provider does, and logs and counts its attempts. */
export function createDispatcher(
  {clock, version, limits, assumptions, targets, retries}: DispatchOptions,
  {store, providers, logger, telemetry}: Services,
): Dispatcher {
  const known = new Map(
    providers.map((provider) => {
      const assume = completeAssumptions(provider, assumptions)
      return [provider.name, {provider, assume}] as const
    }),
  )
  const findKnownProvider = (name: string): KnownProvider => {
    const found = known.get(name)
    if (found !== undefined) return found
    throw new Error(`the store contains a webhook of unknown provider ${name}`)
  }
  return new Dispatcher({
    store,
    clock,
    random: Math.random,
    userAgent: `${USER_AGENT}/${version}`,
    targets,
    prove(webhook, body) {
      const {provider, assume} = findKnownProvider(webhook.provider)
      return provider.proof.prove({webhook, body, assume})
    },
    buildTargetUrl(webhook) {
      const {provider, assume} = findKnownProvider(webhook.provider)
      const targeting = {webhook, assume, loopbackOnly: targets.loopback}
      return provider.sending.buildTargetUrl?.(targeting) ?? webhook.url
    },
    chooseMethod(webhook) {
      const {provider, assume} = findKnownProvider(webhook.provider)
      return provider.sending.chooseMethod?.(assume) ?? 'POST'
    },
    chooseRetryPolicy: (webhook) =>
      chooseRetryPolicy(webhook.delivery.retries, findKnownProvider(webhook.provider), retries),
    listSecrets(webhook) {
      const {provider, assume} = findKnownProvider(webhook.provider)
      const places = provider.proof.listSecretPlaces?.(assume)
      const headers = [...(places?.headers ?? []), ...Object.keys(webhook.delivery.headers ?? {})]
      return {texts: listWebhookSecrets(provider, webhook), headers}
    },
    onAttempt(attempt) {
      telemetry.countAttempt(toCounted(attempt))
      logAttempt(logger, attempt)
    },
    onError(error, delivery) {
      if (delivery === undefined)
        logger.error({err: error}, 'the dispatcher cannot access the store')
      else
        logger.error(
          {err: error, delivery: delivery.id},
          'internal error during a delivery attempt',
        )
    },
    ...defined({limits}),
  })
}

function toCounted({delivery, startedAt, outcome, next}: EndedAttempt): CountedAttempt {
  const first = delivery.attemptCount === 1
  return {
    provider: delivery.provider,
    webhookId: delivery.webhook.id,
    outcome,
    state: typeof next === 'object' ? 'pending' : next,
    ...(first ? {queueAgeMs: startedAt - delivery.createdAt.getTime()} : {}),
  }
}

function logAttempt(logger: Logger, {delivery, outcome, next}: EndedAttempt): void {
  const result = outcome.kind === 'answered' ? {code: outcome.code} : {reason: outcome.reason}
  logger.info(
    {
      event: delivery.eventType,
      delivery: delivery.id,
      webhook: delivery.webhook.id,
      attempt: delivery.attemptCount,
      ...result,
      ms: Math.round(outcome.durationMs),
    },
    typeof next === 'object' ? 'will be retried' : next,
  )
}

/** Logs that hooks disabled a webhook: it gets no deliveries until somebody enables it again. */
export function logDisabled(logger: Logger, change: Change): void {
  if (change.type !== 'webhook.disabled') return
  const {id, disabledReason: reason} = change.webhook
  // Without a reason, it was disabled by a person.
  if (reason === undefined) return
  logger.warn({webhook: id, reason, fix: `hooks enable ${id}`}, 'webhook disabled')
}
