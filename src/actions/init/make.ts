import {defined} from '../../core/defined.ts'
import {HooksError} from '../../core/errors.ts'
import {matchesGlob} from '../../core/glob.ts'
import type {Webhook} from '../../core/webhook.ts'
import type {Provider} from '../../providers/provider.ts'
import type {EventType} from '../../providers/contract/events.ts'
import {findEvent} from '../target/catalogue.ts'
import {parseDuration} from '../../core/duration.ts'
import type {Draft} from './draft.ts'
import type {Place, Wizard} from './place.ts'
import {addCredentials} from '../login/login.ts'
import {makePayload} from '../trigger/payload.ts'
import {requireRoom} from '../webhooks/one-per-scope.ts'
import {openTarget} from '../target/selection.ts'
import type {Target} from '../target/target.ts'
import {trigger} from '../trigger/trigger.ts'
import type {Triggered} from '../trigger/order.ts'

export type Made = {
  readonly webhook: Webhook
  /** The test delivery and its result; absent if none was sent. */
  readonly test?: Triggered
  /** Why the test could not be sent. */
  readonly testError?: HooksError
}

/**
 * Saves the credentials, creates the webhook and sends it a test event. An interruption undoes all
 * of it; so does an error before the webhook exists.
 *
 * @throws HooksError cancelled, or whatever error the target returns
 */
export async function makeWebhook(place: Place, draft: Draft, wizard: Wizard): Promise<Made> {
  const {flags, connection} = wizard
  const timeoutMs = parseDuration(flags.timeout, '--timeout')
  using stop = wizard.context.createStopSignal()
  await using undo = new AsyncDisposableStack()
  await saveLogin(place, wizard, undo)
  const target = await openTarget(place.selection, connection)
  await requireRoom(target, draft.wanted)
  const webhook = await target.webhooks.create(draft.wanted)
  undo.defer(() => target.webhooks.delete(webhook.id))
  throwIfStopped(stop.signal)

  const setting = {target, provider: draft.provider, wizard, timeoutMs}
  let testError: HooksError | undefined
  const testing = flags.test ? sendTest(webhook, setting) : Promise.resolve(undefined)
  const test = await raceAgainstStop(testing, stop.signal).catch((error: unknown) => {
    // The webhook was created and stays: only its test failed.
    if (!(error instanceof HooksError) || error.code === 'cancelled') throw error
    wizard.say(`The test failed: ${error.message}.`)
    testError = error
    return undefined
  })
  undo.move()
  return {webhook, ...defined({test, testError})}
}

async function saveLogin(
  {login}: Place,
  {connection: {settings}}: Wizard,
  undo: AsyncDisposableStack,
): Promise<void> {
  if (login === undefined) return
  const {name} = login.profile
  const before = (await settings.read()).profiles?.[name]
  await settings.update((data) => addCredentials(data, login.profile, login.credentials))
  undo.defer(async () => {
    await settings.update(({profiles = {}, ...data}) => {
      const {[name]: _, ...others} = profiles
      return {...data, profiles: before === undefined ? others : {...others, [name]: before}}
    })
  })
}

function throwIfStopped(signal: AbortSignal): void {
  if (signal.aborted) throw new HooksError('cancelled', 'interrupted; nothing was changed')
}

async function raceAgainstStop<Result>(
  promise: Promise<Result>,
  signal: AbortSignal,
): Promise<Result> {
  const stopped = Promise.withResolvers<never>()
  const stop = () => stopped.reject(new HooksError('cancelled', 'interrupted; nothing was changed'))
  signal.addEventListener('abort', stop, {once: true})
  try {
    return await Promise.race([promise, stopped.promise])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

type TestContext = {
  readonly target: Target
  readonly provider: Provider
  readonly wizard: Wizard
  readonly timeoutMs: number
}

/** Sends one event to this webhook only. If the vendor cannot send a test, hooks sends a sample itself. */
async function sendTest(
  webhook: Webhook,
  {target, provider, wizard, timeoutMs}: TestContext,
): Promise<Triggered | undefined> {
  const type = chooseTestType(webhook, provider, target)
  if (type === undefined) return undefined
  const payloadContext = {context: wizard.context, scope: webhook.scope}
  const payload = await makePayload(type, {from: undefined, set: [], edit: false}, payloadContext)
  const order = {
    event: {provider, type},
    payload,
    wait: 'first' as const,
    timeoutMs,
    now: wizard.context.now,
    force: false,
    webhookId: webhook.id,
    ...defined({network: wizard.connection.network}),
  }
  const asksVendor = type.sentOnDemand === true && target.webhooks.test !== undefined
  if (target.kind === 'vendor' && !asksVendor) {
    const {sendFromHere} = await import('../trigger/send-sample.ts')
    return sendFromHere([webhook], order, target.scope)
  }
  return trigger(target, order)
}

/** A type that the vendor can send on demand, else the first that the webhook subscribes to. */
function chooseTestType(
  {events}: Webhook,
  provider: Provider,
  {webhooks}: Target,
): EventType | undefined {
  const matching = provider.events.types.filter(({name}) =>
    events.some((pattern) => matchesGlob(pattern, name)),
  )
  const onDemand = matching.find(
    (type) => type.sentOnDemand === true && webhooks.test !== undefined,
  )
  // No known type matches: use any custom type that fits the pattern.
  const [customType] = events.map((pattern) => pattern.replaceAll('*', 'test'))
  return (
    onDemand ??
    matching[0] ??
    (customType === undefined ? undefined : findEvent(customType, [provider]).type)
  )
}
