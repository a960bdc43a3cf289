import {setTimeout as pause} from 'node:timers/promises'
import type {WireEvent} from '../../wire/webhooks-and-events.ts'
import type {WireDelivery} from '../../wire/deliveries.ts'
import {OUTCOME_COLUMNS, PLAYED_COLUMNS} from '../views/delivery.ts'
import {EXIT_STATUS} from '../../core/errors.ts'
import type {CommandResult} from '../output/result.ts'
import {
  explainHeldBack,
  createNoReceiverError,
  type Sent,
} from '../../actions/trigger/no-receiver.ts'
import type {ListView} from '../output/view.ts'
import {playScenario} from '../../actions/trigger/scenario.ts'
import {findFailure} from '../../actions/trigger/trigger.ts'
import type {Triggered, Trigger, Wait} from '../../actions/trigger/order.ts'
import type {Plan} from '../../actions/trigger/plan.ts'

/** The result of a scenario: like that of one event, but for all its events. */
export type Played = Omit<Triggered, 'event'> & {
  readonly scenario: string
  readonly events: readonly WireEvent[]
}

export type Run = Sent & {
  send(order: Trigger): Promise<Triggered>
  /** Reports progress. */
  say(line: string): void
  /** Waits between two steps; in real time by default. */
  wait?(ms: number, signal: AbortSignal): Promise<void>
  readonly order: Omit<Trigger, 'event' | 'payload' | 'changed'>
}

/**
 * Sends the planned events and reports what happens to them. The exit status is that of the worst
 * outcome.
 *
 * @throws HooksError not_found, when no webhook receives any of the events
 */
export async function runTriggerPlan(
  {steps, scenario, changed}: Plan,
  run: Run,
): Promise<CommandResult<Triggered | Played>> {
  const {send, say, wait = waitInRealTime, order} = run
  const results = await playScenario(steps, {
    wait,
    async send({event, payload}, index) {
      if (scenario !== undefined) say(`${index + 1}/${steps.length} ${event.type.name}`)
      const result = await send({...order, event, payload, changed})
      if (scenario !== undefined && result.deliveries.length === 0)
        say((await createNoReceiverError(event, run)).message)
      return result
    },
  })
  const [first] = results
  const [step] = steps
  if (first === undefined || step === undefined) throw new TypeError('nothing was planned')

  const deliveries = results.flatMap((result) => result.deliveries)
  if (deliveries.length === 0) throw await createNoReceiverError(step.event, run)
  describeSender(first, step.event.provider.label, say)
  for (const line of await explainHeldBack(deliveries, run)) say(line)
  const exitStatus = chooseExitStatus(deliveries, order.wait)
  if (scenario === undefined) return {result: first, exitStatus}
  const {event: _, ...rest} = first
  const events = results.map(({event}) => event)
  return {result: {...rest, scenario, events, deliveries}, exitStatus}
}

export function toTriggeredView({deliveries, ...rest}: Triggered | Played): ListView<WireDelivery> {
  return {rows: deliveries, columns: 'scenario' in rest ? PLAYED_COLUMNS : OUTCOME_COLUMNS}
}

function describeSender({sentBy, secrets = {}}: Triggered, label: string, say: Run['say']): void {
  if (sentBy === 'hooks') say(`Sent by hooks, not by ${label}.`)
  if (sentBy === 'vendor') say(`Sent by ${label} itself.`)
  const {secret, signingSecret} = secrets
  if (secret !== undefined) say(`Generated secret: ${secret}`)
  if (signingSecret !== undefined) say(`Generated signing secret: ${signingSecret}`)
}

function chooseExitStatus(deliveries: readonly WireDelivery[], wait: Wait): number {
  const failure = wait === 'none' ? undefined : findFailure(deliveries)
  return failure === undefined ? 0 : EXIT_STATUS[failure]
}

async function waitInRealTime(ms: number, signal: AbortSignal): Promise<void> {
  await pause(ms, undefined, {signal})
}
