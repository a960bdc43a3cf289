import {expect, test} from 'vitest'
import {matchesGlob} from '../../src/core/glob.ts'
import {findStandardProblem} from '../../src/core/signing/standard-webhooks.ts'
import type {Webhook} from '../../src/core/webhook.ts'
import {loadProvider, PROVIDER_NAMES} from '../../src/providers/index.ts'
import type {Provider} from '../../src/providers/provider.ts'
import {Receiver, type Received} from '../../src/receiver/receiver.ts'
import {startEmulator} from '../support/emulator.ts'
import {hooks} from '../support/run.ts'

const MDA_HEADER = 'sesame'
const TIMEOUT_MS = 60_000

type Case = {
  readonly provider: string
  /** Event types to define first, if the provider has none of its own. */
  readonly define?: readonly string[]
  /** Flags of `create` besides the URL, for webhooks that together get every event. */
  readonly webhooks: ReadonlyArray<readonly string[]>
  /** What a receiver verifies with, instead of the webhook's secret. */
  readonly proof?: string
}

const CASES: readonly Case[] = [
  {provider: 'apivideo', webhooks: [['--events', 'live-stream.*,video.*']]},
  {
    provider: 'standard',
    define: ['order.paid', 'user.left'],
    webhooks: [
      ['--events', 'order.paid'],
      ['--events', 'user.left', '--option', 'signature=v1a'],
    ],
  },
  {provider: 'targetvideo', webhooks: [[]]},
  {
    provider: 'vidyard',
    webhooks: [
      ['--events', 'view,identified_view,attention_span'],
      ['--events', 'videofacade_*,playlist_*'],
    ],
  },
  {
    provider: 'mda',
    webhooks: [
      ['--option=enableHttpAuthorization=true', '--option=httpAuthorizationValue=env:MDA_HEADER'],
    ],
    proof: MDA_HEADER,
  },
]

test('every registered provider has a case', () => {
  expect(CASES.map(({provider}) => provider).toSorted()).toEqual(PROVIDER_NAMES.toSorted())
})

for (const each of CASES) {
  test(
    `a webhook of ${each.provider} can be created, read, triggered, changed and deleted`,
    async () => {
      const provider = await loadProvider(each.provider)
      await using emulator = await startEmulator()
      await using receiver = await Receiver.start()
      const user = createUser({...emulator.env, MDA_HEADER})
      for (const name of each.define ?? []) await user.run('events', 'define', name)

      const webhooks = await createAll(each, {provider, user, receiver})
      await triggerAll(each, {provider, user, receiver}, webhooks)
      for (const webhook of webhooks) await change(webhook, user)
      for (const webhook of webhooks) await rotate(each, {provider, user, receiver}, webhook)
      for (const {id} of webhooks) {
        await user.run('delete', id, '--yes')
        await user.fails(4, 'get', id)
      }
      expect(await user.run('list')).toEqual({webhooks: []})
    },
    TIMEOUT_MS,
  )
}

type User = ReturnType<typeof createUser>
type Stage = {readonly provider: Provider; readonly user: User; readonly receiver: Receiver}

/** A user who runs commands with --json. */
function createUser(env: Readonly<Record<string, string>>) {
  const runJson = async (argv: readonly string[]) => ({
    argv,
    ...(await hooks([...argv, '--json'], env)),
  })
  return {
    // oxlint-disable-next-line typescript/no-explicit-any -- each step knows what it requested
    async run(...argv: string[]): Promise<any> {
      const ran = await runJson(argv)
      expect(ran).toMatchObject({argv, exitStatus: 0})
      return ran.stdout === '' ? undefined : JSON.parse(ran.stdout)
    },
    async fails(exitStatus: number, ...argv: string[]): Promise<void> {
      expect(await runJson(argv)).toMatchObject({argv, exitStatus, stdout: ''})
    },
  }
}

async function createAll(
  {provider: name, webhooks}: Case,
  {provider, user, receiver}: Stage,
): Promise<Webhook[]> {
  const {host, origin} = new URL(receiver.url)
  // A provider with its own rule for URLs expects them without a protocol.
  const url = provider.webhooks.findUrlProblem === undefined ? origin : host
  const created: Webhook[] = []
  for (const flags of webhooks) {
    const webhook = await user.run('create', '--provider', name, '--url', url, ...flags)
    const {id, events} = webhook
    const shown = {id, provider: name, url, events, state: 'enabled'}
    expect(await user.run('get', id)).toMatchObject(shown)
    expect((await user.run('list')).webhooks).toContainEqual(expect.objectContaining(shown))
    created.push(webhook)
  }
  return created
}

/** Each event type reaches the webhook that subscribes to it, with a valid proof. */
async function triggerAll(each: Case, stage: Stage, webhooks: readonly Webhook[]): Promise<void> {
  const {events} = await stage.user.run('events', '--provider', each.provider)
  const names: string[] = events.map(({name}: {name: string}) => name)
  expect(names).toEqual(each.define ?? stage.provider.events.types.map(({name}) => name))
  for (const name of names) {
    const {received, delivery} = await send(name, stage)
    const webhook = webhooks.find(({id}) => id === delivery.webhookId)
    if (webhook === undefined) throw new Error(`${name} reached none of the webhooks of this test`)
    expect([name, verify(received, webhook, {each, stage})]).toEqual([name, VALID])
  }
}

async function send(event: string, {provider, user, receiver}: Stage) {
  const before = receiver.received.length
  const {deliveries} = await user.run('trigger', event, '--provider', provider.name)
  expect(deliveries).toMatchObject([{event, state: 'delivered', code: 200}])
  const received = (await receiver.waitForFirst(before + 1))[before]
  if (received === undefined) throw new Error(`${event} was not received`)
  return {received, delivery: deliveries[0]}
}

const VALID = {own: 'valid', standard: undefined}

/** Verifies the provider's own proof, and the headers of Standard Webhooks. */
function verify(
  received: Received,
  {secret, signingSecret = '', publicKey}: Webhook,
  {each, stage}: {readonly each: Case; readonly stage: Stage},
) {
  const shared = publicKey ?? signingSecret
  return {
    own: stage.provider.proof.verify(received, each.proof ?? secret ?? shared).result,
    standard: findStandardProblem({...received, secrets: [shared], now: Date.now()}),
  }
}

async function change({id, url, events}: Webhook, user: User): Promise<void> {
  const moved = `${url}/moved`
  expect(await user.run('update', id, '--url', moved)).toMatchObject({id, url: moved, events})
  await user.run('disable', id)
  expect(await user.run('get', id)).toMatchObject({url: moved, state: 'disabled'})
  await user.run('enable', id)
  expect(await user.run('get', id)).toMatchObject({url: moved, state: 'enabled'})
}

/** After a rotation, the new secrets verify; for Standard Webhooks, the old ones still do too. */
async function rotate(each: Case, stage: Stage, webhook: Webhook): Promise<void> {
  const {id, secret, events} = webhook
  const kept = await stage.user.run('secret', 'get', id, '--reveal')
  expect(webhook).toMatchObject(kept)
  const rotated = await stage.user.run('secret', 'rotate', id)
  expect(rotated.secret === secret).toBe(secret === undefined)

  const types = stage.provider.events.types.map(({name}) => name)
  const event = [...(each.define ?? []), ...types].find((name) =>
    events.some((pattern) => matchesGlob(pattern, name)),
  )
  const {received} = await send(event ?? '', stage)

  expect(received.path).toBe('/moved')
  expect(verify(received, {...webhook, ...rotated}, {each, stage})).toEqual(VALID)
  expect(verify(received, webhook, {each, stage}).standard).toBeUndefined()
}
