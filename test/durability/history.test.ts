import {expect, test} from 'vitest'
import {createStandardHeaders} from '../../src/core/signing/standard-webhooks.ts'
import {type Ending, type Final, History} from '../support/history.ts'

const SECRET = `whsec_${Buffer.alloc(32, 1).toString('base64')}`
const WEBHOOK = {id: 'w', path: '/w', signingSecrets: [SECRET]}
const START = Date.UTC(2026, 0, 1)

type Sent = {event?: string; body?: string; secret?: string; path?: string; ok?: boolean}

/** What happens, second by second; each line is one second after the previous one. */
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

  problems(deliveries: readonly Final[], changes: Partial<Ending> = {}): string[] {
    return this.history.problems({webhooks: [WEBHOOK], deliveries, ...changes})
  }
}

function attempt(n: number, code: number, atMs = n * 10_000) {
  return {n, startedAt: new Date(START + atMs).toISOString(), durationMs: 10, code}
}

function delivery(changes: Partial<Final> = {}): Final {
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

test('a history in which all promises were kept has no problem', () => {
  const failedOnce = {attemptCount: 2, attempts: [attempt(1, 500), attempt(2, 200)]}
  const story = new Story().accepts().accepts('evt_2', 'dlv_2')
  story.sends({ok: false}).sends().sends({event: 'evt_2'})
  story.next((history) => history.fault()).sends({event: 'evt_2'})
  story.next((history) => history.held('w')).next((history) => history.freed('w'))

  const ending = {webhooks: [{...WEBHOOK, fifo: true}], delaysMs: [9000]}
  expect(story.problems([delivery(failedOnce), SECOND], ending)).toEqual([])
})

test('a delivery that somebody cancelled is no problem', () => {
  const story = new Story().accepts().next((history) => history.cancelled('dlv_1'))

  expect(story.problems([delivery({state: 'cancelled', attempts: []})])).toEqual([])
})

const BROKEN: [string, string, () => string[]][] = [
  ['I1', 'an acknowledged event that is gone', () => new Story().accepts().problems([])],
  [
    'I1',
    'a delivery that counts as delivered and never arrived',
    () => new Story().accepts().sends({ok: false}).problems([delivery()]),
  ],
  [
    'I1',
    'a delivery that is pending and never due',
    () => new Story().accepts().problems([delivery({state: 'pending', attempts: []})]),
  ],
  [
    'I1',
    'a delivery that nobody cancelled',
    () => new Story().accepts().problems([delivery({state: 'cancelled', attempts: []})]),
  ],
  ['I2', 'a request that nobody asked for', () => new Story().sends().problems([delivery()])],
  [
    'I3',
    'an attempt with other bytes',
    () => new Story().accepts().sends({body: 'marker-evt_1 '}).problems([delivery()]),
  ],
  [
    'I3',
    'an attempt that another secret signed',
    () => {
      const secret = `whsec_${Buffer.alloc(32, 2).toString('base64')}`
      const story = new Story().accepts().sends({secret, ok: false}).sends()
      return story.problems([delivery()])
    },
  ],
  [
    'I3',
    'a request to where nothing subscribes',
    () => new Story().accepts().sends().sends({path: '/elsewhere'}).problems([delivery()]),
  ],
  [
    'I4',
    'a delivery that is sent again after it was taken',
    () => new Story().accepts().sends().sends().problems([delivery()]),
  ],
  [
    'I4',
    'a delivery that is sent again, and something else was retried by hand',
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
    'a strictly ordered webhook that gets events the other way round',
    () => {
      const story = new Story().accepts().accepts('evt_2', 'dlv_2').sends({event: 'evt_2'}).sends()
      return story.problems([delivery(), SECOND], {webhooks: [{...WEBHOOK, fifo: true}]})
    },
  ],
  [
    'I5',
    'a strictly ordered webhook that does not wait at one that failed',
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
    'an attempt in the life that follows, of a webhook that was held',
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
    'two outcomes of one attempt',
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
    'an outcome of an attempt that was never made',
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
    'a delivery whose last outcome is not what it ended with',
    () =>
      new Story()
        .accepts()
        .sends()
        .problems([delivery({attempts: [attempt(1, 500)]})]),
  ],
  [
    'I8',
    'a delivery that failed although it was taken',
    () =>
      new Story()
        .accepts()
        .sends()
        .problems([delivery({state: 'failed'})]),
  ],
]

test.each(BROKEN)('%s: the checker of histories reports %s', (promise, _, tell) => {
  expect(tell().map((problem) => problem.slice(0, 2))).toEqual([promise])
})
