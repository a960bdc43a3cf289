import {expect, test} from 'vitest'
import {createStandardHeaders} from '../../src/core/signing/standard-webhooks.ts'
import {type FinalState, type FinalDelivery, History} from '../support/history.ts'

const SECRET = `whsec_${Buffer.alloc(32, 1).toString('base64')}`
const WEBHOOK = {id: 'w', path: '/w', signingSecrets: [SECRET]}
const START = Date.UTC(2026, 0, 1)

type Sent = {event?: string; body?: string; secret?: string; path?: string; ok?: boolean}

/** A history in which one thing happens each second. */
class Story {
  #atMs = START
  readonly history = new History(() => this.#atMs)

  next(act: (history: History) => void): this {
    this.#atMs += 1000
    act(this.history)
    return this
  }

  accepts(event = 'evt_1', id = 'dlv_1'): this {
    return this.next((history) => {
      history.submitted(`marker-${event}`)
      history.accepted(event, [id])
    })
  }

  sends({event = 'evt_1', body, secret = SECRET, path = '/w', ok = true}: Sent = {}): this {
    const bytes = Buffer.from(body ?? `marker-${event}`)
    const signing = {id: event, timestamp: 1, body: bytes, secrets: [secret]}
    const headers = createStandardHeaders(signing)
    return this.next((history) =>
      history.seen({method: 'POST', path, headers, body: bytes, at: new Date()}, ok),
    )
  }

  problems(deliveries: readonly FinalDelivery[], changes: Partial<FinalState> = {}): string[] {
    return this.history.problems({webhooks: [WEBHOOK], deliveries, ...changes})
  }
}

function attempt(n: number, code: number, atMs = n * 10_000) {
  return {n, startedAt: new Date(START + atMs).toISOString(), durationMs: 10, code}
}

function delivery(changes: Partial<FinalDelivery> = {}): FinalDelivery {
  return {
    id: 'dlv_1',
    eventId: 'evt_1',
    webhookId: 'w',
    state: 'delivered',
    attemptCount: 1,
    body: `marker-${changes.eventId ?? 'evt_1'}`,
    attempts: [attempt(1, 200)],
    ...changes,
  }
}

const SECOND = delivery({id: 'dlv_2', eventId: 'evt_2'})

test('a history in which all guarantees hold has no problems', () => {
  const failedOnce = {attemptCount: 2, attempts: [attempt(1, 500), attempt(2, 200)]}
  const story = new Story().accepts().accepts('evt_2', 'dlv_2')
  story.sends({ok: false}).sends().sends({event: 'evt_2'})
  story.next((history) => history.fault()).sends({event: 'evt_2'})
  story.next((history) => history.held('w')).next((history) => history.released('w'))

  const state = {webhooks: [{...WEBHOOK, fifo: true}], delaysMs: [9000]}
  expect(story.problems([delivery(failedOnce), SECOND], state)).toEqual([])
})

test('a delivery that was cancelled on request is not a problem', () => {
  const story = new Story().accepts().next((history) => history.cancelled('dlv_1'))

  expect(story.problems([delivery({state: 'cancelled', attempts: []})])).toEqual([])
})

const BROKEN: [string, string, () => string[]][] = [
  ['I1', 'an acknowledged event that is missing', () => new Story().accepts().problems([])],
  [
    'I1',
    'a delivery that counts as delivered but never arrived',
    () => new Story().accepts().sends({ok: false}).problems([delivery()]),
  ],
  [
    'I1',
    'a delivery that is pending but never due',
    () => new Story().accepts().problems([delivery({state: 'pending', attempts: []})]),
  ],
  [
    'I1',
    'a cancelled delivery that nobody cancelled',
    () => new Story().accepts().problems([delivery({state: 'cancelled', attempts: []})]),
  ],
  [
    'I2',
    'a request for an event that was never submitted',
    () => new Story().sends().problems([delivery()]),
  ],
  [
    'I3',
    'an attempt with different bytes',
    () => new Story().accepts().sends({body: 'marker-evt_1 '}).problems([delivery()]),
  ],
  [
    'I3',
    'an attempt signed with another secret',
    () => {
      const secret = `whsec_${Buffer.alloc(32, 2).toString('base64')}`
      const story = new Story().accepts().sends({secret, ok: false}).sends()
      return story.problems([delivery()])
    },
  ],
  [
    'I3',
    'a request to a path that no webhook has',
    () => new Story().accepts().sends().sends({path: '/elsewhere'}).problems([delivery()]),
  ],
  [
    'I4',
    'a delivery that is sent again after it was accepted',
    () => new Story().accepts().sends().sends().problems([delivery()]),
  ],
  [
    'I4',
    'a delivery that is sent again after another one was retried manually',
    () => {
      const story = new Story().accepts().sends()
      return story
        .next((history) => history.fault('dlv_2'))
        .sends()
        .problems([delivery()])
    },
  ],
  [
    'I5',
    'a webhook with strict order that gets events in the wrong order',
    () => {
      const story = new Story().accepts().accepts('evt_2', 'dlv_2').sends({event: 'evt_2'}).sends()
      return story.problems([delivery(), SECOND], {webhooks: [{...WEBHOOK, fifo: true}]})
    },
  ],
  [
    'I5',
    'a webhook with strict order that does not wait for a failed event',
    () => {
      const story = new Story().accepts().accepts('evt_2', 'dlv_2')
      story.sends({ok: false}).sends({event: 'evt_2'}).sends()
      return story.problems([delivery(), SECOND], {webhooks: [{...WEBHOOK, fifo: true}]})
    },
  ],
  [
    'I6',
    'a retry that comes too soon',
    () => {
      const attempts = [attempt(1, 500), attempt(2, 200)]
      const retried = delivery({attemptCount: 2, attempts})
      return new Story()
        .accepts()
        .sends()
        .problems([retried], {delaysMs: [60_000]})
    },
  ],
  [
    'I7',
    'an attempt after its webhook was held',
    () => {
      const story = new Story().accepts().next((history) => history.held('w'))
      return story
        .next(() => {})
        .sends()
        .problems([delivery()])
    },
  ],
  [
    'I7',
    'an attempt after a restart, while its webhook is held',
    () => {
      const story = new Story().accepts().next((history) => {
        history.held('w')
        history.fault()
      })
      return story.sends().problems([delivery()])
    },
  ],
  [
    'I8',
    'two outcomes for one attempt',
    () => {
      const attempts = [attempt(1, 500), attempt(1, 200)]
      return new Story()
        .accepts()
        .sends()
        .problems([delivery({attempts})])
    },
  ],
  [
    'I8',
    'an outcome for an attempt that was never made',
    () => {
      const attempts = [attempt(2, 200)]
      return new Story()
        .accepts()
        .sends()
        .problems([delivery({attempts})])
    },
  ],
  [
    'I8',
    'a delivered delivery whose last outcome is a failure',
    () =>
      new Story()
        .accepts()
        .sends()
        .problems([delivery({attempts: [attempt(1, 500)]})]),
  ],
  [
    'I8',
    'a failed delivery whose last outcome is a success',
    () =>
      new Story()
        .accepts()
        .sends()
        .problems([delivery({state: 'failed'})]),
  ],
]

test.each(BROKEN)('%s: the history checker reports %s', (guarantee, _, check) => {
  expect(check().map((problem) => problem.slice(0, 2))).toEqual([guarantee])
})
