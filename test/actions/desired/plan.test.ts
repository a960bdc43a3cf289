import {expect, test} from 'vitest'
import type {Webhook} from '../../../src/core/webhook.ts'
import {planPlace} from '../../../src/actions/desired/plan.ts'
import type {Planned, Wanted} from '../../../src/actions/desired/wanted.ts'

const NO_UPDATE = {reason: 'It has no update.'}

function createWanted(differing: Partial<Wanted> = {}): Wanted {
  return {
    name: 'one',
    profile: 'somewhere',
    isLocal: false,
    provider: 'vendor',
    label: 'Vendor',
    url: 'https://example.com/in',
    events: ['a'],
    options: {},
    secretOptions: [],
    delivery: {},
    changesSecret: true,
    protect: false,
    limits: {},
    ...differing,
  }
}

function createExisting(differing: Partial<Webhook> = {}): Webhook {
  return {
    id: '1',
    provider: 'vendor',
    url: 'https://example.com/in',
    events: ['a'],
    state: 'enabled',
    createdAt: new Date(0),
    ...differing,
  }
}

function plan(want: readonly Wanted[], have: readonly Webhook[], prune = false): Planned[] {
  return planPlace({profile: 'somewhere', wanted: want, existing: have}, {prune})
}

test.each([
  ['events in another order', {events: ['b', 'a']}, {events: ['a', 'b']}],
  ['a slash that the vendor adds', {url: 'https://example.com'}, {url: 'https://example.com/'}],
  ['a scheme that the vendor adds', {url: 'example.com/in'}, {url: 'https://example.com/in'}],
  ['an option that the vendor does not show', {options: {depth: 1}}, {}],
  ['an option that is secret', {isLocal: true, options: {key: 'x'}, secretOptions: ['key']}, {}],
  ['a secret that is masked', {secret: 'sesame'}, {secret: 'sig_…9f2c'}],
  ['a secret that nobody can set', {secret: 'sesame', changesSecret: false}, {secret: 'other'}],
  ['a secret that is not shown', {secret: 'sesame'}, {}],
  ['a setting to take away that is not there', {isLocal: true, delivery: {fifo: null}}, {}],
  ['what the file does not name', {}, {state: 'paused', options: {a: 1}, delivery: {fifo: true}}],
] satisfies [string, Partial<Wanted>, Partial<Webhook>][])(
  '%s is not a change',
  (_, want, have) => {
    const [item] = plan([createWanted(want)], [createExisting(have)])

    expect(item?.action).toBe('unchanged')
  },
)

test.each([
  ['url', {isLocal: true, maxWebhooks: 1, url: 'https://example.com/new'}, {}],
  ['events', {events: ['a', 'b']}, {}],
  ['state', {state: 'disabled'}, {}],
  ['secret', {secret: 'sesame'}, {secret: 'other'}],
  ['options.depth', {options: {depth: 2}}, {options: {depth: 1}}],
  ['options.depth', {isLocal: true, options: {depth: 2}}, {}],
  ['delivery.fifo', {isLocal: true, delivery: {fifo: null}}, {delivery: {fifo: true}}],
] satisfies [string, Partial<Wanted>, Partial<Webhook>][])('%s is changed', (field, want, have) => {
  const [item] = plan([createWanted(want)], [createExisting(have)])

  expect(item).toMatchObject({action: 'update', fields: [{field}]})
})

test('of several webhooks at one URL the one with the same events matches, else the most similar', () => {
  const want = [createWanted({events: ['b', 'c']}), createWanted({events: ['a']})]
  const have = [
    createExisting({id: '1'}),
    createExisting({id: '2'}),
    createExisting({id: '3', events: ['b']}),
  ]

  const items = plan(want, have, true)

  expect(items).toMatchObject([
    {action: 'update', existing: {id: '3'}},
    {action: 'unchanged', existing: {id: '1'}},
    {action: 'delete', existing: {id: '2'}},
  ])
})

test('a webhook of another provider, kind or scope does not match', () => {
  const want = createWanted({kind: 'players', scope: '7'})
  const have = [
    createExisting({provider: 'other', kind: 'players', scope: '7'}),
    createExisting({kind: 'analytics', scope: '7'}),
    createExisting({kind: 'players', scope: '8'}),
  ]

  expect(plan([want], have)).toMatchObject([{action: 'create'}])
  const local = createWanted({isLocal: true})
  expect(plan([local], [createExisting({scope: '8'})])).toMatchObject([{action: 'create'}])
  expect(plan([local], [createExisting({scope: '1'})])).toMatchObject([{action: 'unchanged'}])
})

test('a webhook at another URL does not match, unless it would be deleted', () => {
  const want = [createWanted({url: 'https://example.com/new'})]

  expect(plan(want, [createExisting()])).toMatchObject([{action: 'create'}])
  expect(plan(want, [createExisting()], true)).toMatchObject([
    {action: 'update', existing: {id: '1'}},
  ])
})

test('if nothing can be changed, a protected webhook is refused and others are replaced', () => {
  const differing = {events: ['b'], limits: {update: NO_UPDATE}}

  const replaced = plan([createWanted(differing)], [createExisting()])
  const refused = plan([createWanted({...differing, protect: true})], [createExisting()], true)

  const switched = plan([createWanted({...differing, state: 'disabled'})], [createExisting()])
  const onlySwitched = plan(
    [createWanted({...differing, events: ['a'], state: 'disabled'})],
    [createExisting()],
  )

  expect(switched).toMatchObject([{action: 'replace'}])
  expect(onlySwitched).toMatchObject([{action: 'update'}])
  expect(replaced).toMatchObject([{action: 'replace', reason: 'It has no update'}])
  expect(refused).toMatchObject([{action: 'refuse', error: {code: 'rejected'}}])
})

test('a state that cannot be changed is refused, even if the rest could be changed', () => {
  const want = createWanted({
    state: 'disabled',
    limits: {enable: {reason: 'It cannot be switched off.'}},
  })

  expect(plan([want], [createExisting()])).toMatchObject([
    {action: 'refuse', error: {code: 'unsupported', message: 'It cannot be switched off'}},
  ])
})
