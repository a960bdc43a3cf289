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
  /** Types to register first, if the provider has no types of its own. */
  readonly define?: readonly string[]
  /** The flags of `create`, besides the URL, for webhooks that together get every event. */
  readonly webhooks: ReadonlyArray<readonly string[]>
  /** What a receiver checks instead of the webhook's secret. */
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

test('every provider of the registry has a case here', () => {
  expect(CASES.map(({provider}) => provider).toSorted()).toEqual(PROVIDER_NAMES.toSorted())
})

for (const each of CASES) {
  test(
    `a webhook of ${each.provider} is made, seen, sent every event, changed and deleted`,
    async () => {
      const provider = await loadProvider(each.provider)
      await using emulator = await startEmulator()
      await using receiver = await Receiver.start()
      const person = personAt({...emulator.env, MDA_HEADER})
      for (const name of each.define ?? []) await person.does('events', 'define', name)

      const webhooks = await createAll(each, {provider, person, receiver})
      await triggerAll(each, {provider, person, receiver}, webhooks)
      for (const webhook of webhooks) await change(webhook, person)
      for (const webhook of webhooks) await rotate(each, {provider, person, receiver}, webhook)
      for (const {id} of webhooks) {
        await person.does('delete', id, '--yes')
        await person.isRefused(4, 'get', id)
      }
      expect(await person.does('list')).toEqual({webhooks: []})
    },
    TIMEOUT_MS,
  )
}

type Person = ReturnType<typeof personAt>
type Stage = {readonly provider: Provider; readonly person: Person; readonly receiver: Receiver}

/** Runs commands and parses their JSON. */
function personAt(env: Readonly<Record<string, string>>) {
  const run = async (argv: readonly string[]) => ({
    argv,
    ...(await hooks([...argv, '--json'], env)),
  })
  return {
    // oxlint-disable-next-line typescript/no-explicit-any -- each step knows what it asked for
    async does(...argv: string[]): Promise<any> {
      const ran = await run(argv)
      expect(ran).toMatchObject({argv, exitStatus: 0})
      return ran.stdout === '' ? undefined : JSON.parse(ran.stdout)
    },
    async isRefused(exitStatus: number, ...argv: string[]): Promise<void> {
      expect(await run(argv)).toMatchObject({argv, exitStatus, stdout: ''})
    },
  }
}

async function createAll(
  {provider: name, webhooks}: Case,
  {provider, person, receiver}: Stage,
): Promise<Webhook[]> {
  const {host, origin} = new URL(receiver.url)
  // Some providers show URLs without protocol.
  const url = provider.webhooks.findUrlProblem === undefined ? origin : host
  const created: Webhook[] = []
  for (const flags of webhooks) {
    const webhook = await person.does('create', '--provider', name, '--url', url, ...flags)
    const {id, events} = webhook
    const shown = {id, provider: name, url, events, state: 'enabled'}
    expect(await person.does('get', id)).toMatchObject(shown)
    expect((await person.does('list')).webhooks).toContainEqual(expect.objectContaining(shown))
    created.push(webhook)
  }
  return created
}

/** Each type of the catalogue reaches the webhook that subscribes to it, with a valid proof. */
async function triggerAll(each: Case, stage: Stage, webhooks: readonly Webhook[]): Promise<void> {
  const {events} = await stage.person.does('events', '--provider', each.provider)
  const names: string[] = events.map(({name}: {name: string}) => name)
  expect(names).toEqual(each.define ?? stage.provider.events.types.map(({name}) => name))
  for (const name of names) {
    const {received, delivery} = await send(name, stage)
    const webhook = webhooks.find(({id}) => id === delivery.webhookId)
    if (webhook === undefined) throw new Error(`${name} reached no webhook of the test`)
    expect([name, verdicts(received, webhook, {each, stage})]).toEqual([name, VALID])
  }
}

async function send(event: string, {provider, person, receiver}: Stage) {
  const before = receiver.received.length
  const {deliveries} = await person.does('trigger', event, '--provider', provider.name)
  expect(deliveries).toMatchObject([{event, state: 'delivered', code: 200}])
  const received = (await receiver.waitForFirst(before + 1))[before]
  if (received === undefined) throw new Error(`${event} was not received`)
  return {received, delivery: deliveries[0]}
}

const VALID = {own: 'valid', standard: undefined}

/** Checks the provider's own proof and the Standard Webhooks headers. */
function verdicts(
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

async function change({id, url, events}: Webhook, person: Person): Promise<void> {
  const moved = `${url}/moved`
  expect(await person.does('update', id, '--url', moved)).toMatchObject({id, url: moved, events})
  await person.does('disable', id)
  expect(await person.does('get', id)).toMatchObject({url: moved, state: 'disabled'})
  await person.does('enable', id)
  expect(await person.does('get', id)).toMatchObject({url: moved, state: 'enabled'})
}

/** Later deliveries verify with the new secrets, and with Standard Webhooks also with the old one. */
async function rotate(each: Case, stage: Stage, webhook: Webhook): Promise<void> {
  const {id, secret, events} = webhook
  const kept = await stage.person.does('secret', 'get', id, '--reveal')
  expect(webhook).toMatchObject(kept)
  const rotated = await stage.person.does('secret', 'rotate', id)
  expect(rotated.secret === secret).toBe(secret === undefined)

  const types = stage.provider.events.types.map(({name}) => name)
  const event = [...(each.define ?? []), ...types].find((name) =>
    events.some((pattern) => matchesGlob(pattern, name)),
  )
  const {received} = await send(event ?? '', stage)

  expect(received.path).toBe('/moved')
  expect(verdicts(received, {...webhook, ...rotated}, {each, stage})).toEqual(VALID)
  expect(verdicts(received, webhook, {each, stage}).standard).toBeUndefined()
}
