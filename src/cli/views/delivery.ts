import type {WireDelivery, WireDeliveryDetail} from '../../wire/deliveries.ts'
import type {RecordView, Column, Tone} from '../output/view.ts'

const TONES = {delivered: 'good', failed: 'bad', pending: 'waiting', cancelled: 'waiting'} as const

export const DELIVERY_COLUMNS: readonly Column<WireDelivery>[] = [
  {name: 'id', value: ({id}) => id, isKept: true},
  {name: 'event', value: ({event}) => event},
  {name: 'webhook', value: ({webhookId}) => webhookId},
  {name: 'state', value: ({state}) => state, tone: chooseTone},
  {name: 'answer', value: formatAnswer},
  {name: 'attempts', value: ({attemptCount}) => attemptCount},
  {name: 'created', value: ({createdAt}) => new Date(createdAt)},
]

/** Columns of `trigger`: without the event, and with the duration instead of the creation time. */
export const OUTCOME_COLUMNS: readonly Column<WireDelivery>[] = [
  ...DELIVERY_COLUMNS.filter(({name}) => name !== 'event' && name !== 'created'),
  {name: 'ms', value: ({durationMs}) => durationMs},
]

/** Columns of a scenario: it has many events, so each row names its own. */
export const PLAYED_COLUMNS: readonly Column<WireDelivery>[] = [
  ...DELIVERY_COLUMNS.filter(({name}) => name !== 'created'),
  {name: 'ms', value: ({durationMs}) => durationMs},
]

export function toDeliveryView(delivery: WireDeliveryDetail): RecordView {
  const {dueAt, attempts} = delivery
  return {
    fields: [
      ['id', delivery.id],
      ['event', `${delivery.event} (${delivery.eventId})`],
      ['webhook', `${delivery.webhookId} (${delivery.provider})`],
      ['state', delivery.state],
      ['answer', formatAnswer(delivery)],
      ['next attempt', dueAt === undefined ? undefined : new Date(dueAt)],
      ['created', new Date(delivery.createdAt)],
      ...Object.entries(delivery.headers).map(([name, value]) => [name, String(value)] as const),
      ['body', delivery.bodyPruned === true ? '(pruned)' : delivery.body],
      ...attempts.map(
        ({n, code, reason, durationMs, answer}) =>
          [
            `attempt ${n}`,
            `${code ?? reason ?? 'in progress'} in ${durationMs} ms ${answer?.body ?? ''}`.trim(),
          ] as const,
      ),
    ],
  }
}

function chooseTone({state}: WireDelivery): Tone {
  return TONES[state]
}

/** The status of the last attempt, or the reason why it has none. */
function formatAnswer({code, reason}: WireDelivery): string | number | undefined {
  return code ?? reason
}
