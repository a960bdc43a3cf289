import {setTimeout as pause} from 'node:timers/promises'
import {createControlClient, type ControlClient} from '../../control/client.ts'
import {freshen} from '../../core/payload/fresh.ts'
import {loadProvider} from '../../providers/index.ts'
import type {Provider} from '../../providers/provider.ts'
import {Receiver, type Received} from '../../receiver/receiver.ts'
import {DEFAULT_PORT} from '../../core/net/default-address.ts'

/** Time between two events of the demo; milliseconds. */
const EVENT_INTERVAL_MS = 3000

export type Demo = {
  readonly url: string
  readonly key: string
  readonly bin: string
  say(line: string): void
  now(): Date
  /** Ends the demo. */
  readonly signal: AbortSignal
}

/** Runs a receiver and a webhook, and publishes an event every few seconds until stopped. */
export async function runDemo({url, key, bin, say, now, signal}: Demo): Promise<void> {
  const provider = await loadProvider('apivideo')
  const control = createControlClient({url, key})
  await using receiver = await Receiver.start({
    async answer(request) {
      const known = findSecrets(control, receiver.url + request.path)
      // Fails when the server is stopping, or the webhook was deleted a moment ago.
      const secrets = await known.catch(() => undefined)
      if (secrets !== undefined) say(describeRequest(request, provider, secrets))
      return {}
    },
  })
  await control.webhooks.create({
    provider: provider.name,
    url: `${receiver.url}/in`,
    events: provider.events.types.map(({name}) => name),
  })
  say(describeNextSteps(url, bin, receiver.url))
  await publishInTurn(provider, {signal, now}, async (type, payload) => {
    await control.events.create({provider: provider.name, type, payload})
  })
}

async function publishInTurn(
  provider: Provider,
  {signal, now}: Pick<Demo, 'signal' | 'now'>,
  publish: (type: string, payload: Record<string, unknown>) => Promise<void>,
): Promise<void> {
  for (let turn = 0; !signal.aborted; turn++) {
    const type = provider.events.types[turn % provider.events.types.length]
    if (type === undefined) return
    await publish(type.name, {...freshen(type.sample, type.schema, {now: now()})})
    // Rejects early when the demo is stopped.
    await pause(EVENT_INTERVAL_MS, undefined, {signal}).catch(() => {})
  }
}

/** Returns the secrets of all webhooks with this URL; the user may have created more of them. */
async function findSecrets(control: ControlClient, url: string): Promise<string[]> {
  const webhooks = await control.webhooks.list()
  const there = webhooks.filter((webhook) => webhook.url === url)
  const secrets = await Promise.all(there.map(({id}) => control.secrets(id)))
  return secrets.flatMap(({secret}) => secret ?? [])
}

function describeRequest(
  request: Received,
  provider: Provider,
  secrets: readonly string[],
): string {
  const valid = secrets.some((secret) => provider.proof.verify(request, secret).result === 'valid')
  const type = /"type":"([\w.-]+)"/.exec(request.body.toString())?.[1] ?? 'an unknown event'
  return `receiver  got ${type}  ${request.body.length} bytes  signature ${valid ? 'valid' : 'invalid'}`
}

function describeNextSteps(url: string, bin: string, receiver: string): string {
  const usual = new URL(url).port === String(DEFAULT_PORT)
  return [
    '',
    'Try this in another terminal:',
    ...(usual ? [] : [`  export HOOKS_API_URL=${url}`]),
    `  npx ${bin} list`,
    `  npx ${bin} trigger video.source.recorded`,
    `  npx ${bin} deliveries`,
    `  npx ${bin} deliveries get @last`,
    `  npx ${bin} create --events video.encoding.quality.completed --url ${receiver}/more`,
    'Press Ctrl-C to stop the demo; it leaves nothing behind.',
    '',
  ].join('\n')
}
