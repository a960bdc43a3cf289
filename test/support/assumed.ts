import {expect, test} from 'vitest'
import {toRetryPolicy} from '../../src/core/delivery-settings.ts'
import type {Outcome, RetryPolicy} from '../../src/core/delivery.ts'
import type {Event, Payload} from '../../src/core/event.ts'
import {planNextAttempt} from '../../src/dispatcher/retry-policy.ts'
import type {Provider} from '../../src/providers/provider.ts'
import {
  completeAssumptions,
  type Assumptions,
  type AssumptionValue,
} from '../../src/providers/contract/assumptions.ts'
import {chooseRetryPolicy} from '../../src/runtime/retries.ts'

/** How to observe an assumption, and what each value leads to; the first value is the default. */
export type Case = {
  show(given: Assumptions): unknown
  readonly seen: readonly (readonly [value: AssumptionValue, seen: unknown])[]
}

/** Adds a test for each assumption of a provider, and one that checks that no case is missing. */
export function testAssumptions(provider: Provider, cases: Readonly<Record<string, Case>>): void {
  test(`every assumption of ${provider.name} has a case`, () => {
    expect(Object.keys(cases).toSorted()).toEqual(
      provider.assumptions.map(({name}) => name).toSorted(),
    )
  })

  for (const [name, {show, seen}] of Object.entries(cases)) {
    test(`${provider.name}.${name} determines the response or the delivery`, async () => {
      const usual = await show({})
      const shown = []
      for (const [value] of seen) shown.push(await show({[`${provider.name}.${name}`]: value}))

      expect(seen[0]?.[0]).toBe(provider.assumptions.find((each) => each.name === name)?.default)
      expect(usual).toEqual(seen[0]?.[1])
      expect(shown).toEqual(seen.map(([, expected]) => expected))
    })
  }
}

/** The case for a retry schedule: `show` returns its delays. */
export function retriesCase(provider: Provider): Case {
  return {
    show: (given) => policy(provider, given).delaysMs,
    seen: [
      ['vendor', provider.sending.retryPolicy.delaysMs],
      ['1s,2m', [1000, 120_000]],
      ['standard', toRetryPolicy('standard', provider.sending.retryPolicy).delaysMs],
    ],
  }
}

/** What the retry policy does after the first attempt: `again`, or why it stops. */
export function following(provider: Provider, given: Assumptions, outcome: Outcome): string {
  const next = planNextAttempt({
    policy: policy(provider, given),
    attempts: 1,
    outcome,
    now: 0,
    chance: 0.5,
  })
  return typeof next === 'string' ? next : 'again'
}

function policy(provider: Provider, given: Assumptions): RetryPolicy {
  return chooseRetryPolicy(
    undefined,
    {provider, assume: completeAssumptions(provider, given)},
    undefined,
  )
}

/** A delivery to a webhook in scope 17. The payload is the sample of the event by default. */
export function rendered(
  provider: Provider,
  given: Assumptions,
  {type, payload, options = {}}: {type: string; payload?: Payload; options?: Payload},
) {
  const sample = provider.events.types.find(({name}) => name === type)?.sample ?? {}
  const event: Event = {
    id: 'evt_1',
    seq: 1,
    provider: provider.name,
    scope: '17',
    type,
    payload: payload ?? sample,
    createdAt: new Date(0),
  }
  const assume = completeAssumptions(provider, given)
  const webhook = {
    id: 'wh_1',
    provider: provider.name,
    scope: '17',
    url: 'example.com/in',
    events: [type],
    state: 'enabled' as const,
    createdAt: new Date(0),
    secret: 'sesame',
    options,
  }
  const {body, contentType, delayMs} = provider.sending.render({event, webhook, assume})
  return {
    body,
    contentType,
    delayMs,
    headers: provider.proof.prove({webhook, body, assume}),
    method: provider.sending.chooseMethod?.(assume) ?? 'POST',
    target: provider.sending.buildTargetUrl?.({webhook, assume, loopbackOnly: false}),
  }
}
