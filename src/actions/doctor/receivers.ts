import {isLoopbackName} from '../../core/net/loopback.ts'
import type {Network} from '../../core/net/network.ts'
import type {Webhook} from '../../core/webhook.ts'
import {fail, ok, warn, type Finding, type Reached} from './finding.ts'
import {probeReceiver} from '../receivers/probe-receiver.ts'

/** Probes under way at once. */
const PARALLEL = 8
/** What a gateway says when there is nobody behind it. */
const GATEWAY_ERRORS = [502, 503, 504]

/** Whether somebody answers where each webhook's deliveries go. Each address is asked once. */
export async function examineReceivers(
  reached: readonly Reached[],
  network: Network | undefined,
): Promise<Finding[]> {
  const sent = reached.flatMap((target) =>
    target.webhooks.filter(({state}) => state !== 'disabled').map((webhook) => ({target, webhook})),
  )
  const once = [
    ...new Map(sent.map((each) => [`${each.target.profile} ${each.webhook.url}`, each])).values(),
  ]
  const findings: Finding[] = []
  for (let start = 0; start < once.length; start += PARALLEL) {
    const some = once.slice(start, start + PARALLEL)
    const found = some.map(({target, webhook}) => receiverFinding(target, webhook, network))
    findings.push(...(await Promise.all(found)))
  }
  return findings
}

async function receiverFinding(
  {profile, label, sendsFromHere}: Reached,
  {id, url}: Webhook,
  network: Network | undefined,
): Promise<Finding> {
  const check = `receiver ${id}`
  const shown = withoutQuery(url)
  const elsewhere = `hooks update ${id} --url URL --profile ${profile}`
  if (!sendsFromHere && isPrivate(url)) {
    return fail(
      check,
      `${label} cannot reach ${shown}: it is this machine or its network`,
      elsewhere,
    )
  }
  const probe = await probeReceiver(url, network)
  if (probe.kind === 'failed') {
    const hint = probe.hint ?? `start the receiver, or give the webhook another URL: ${elsewhere}`
    return fail(check, `${shown}: ${probe.reason}`, hint)
  }
  if (GATEWAY_ERRORS.includes(probe.code)) {
    const hint = `look whether what is behind it runs, or: ${elsewhere}`
    return warn(check, `${shown} answers ${probe.code}`, hint)
  }
  return ok(check, `${shown} answers in ${probe.ms} ms`)
}

/** By its name alone; what a name leads to can differ elsewhere. */
function isPrivate(url: string): boolean {
  if (!URL.canParse(url)) return false
  const {hostname} = new URL(url)
  return (
    isLoopbackName(hostname) ||
    /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.)/.test(hostname)
  )
}

/** Queries of receivers' URLs hold tokens. */
function withoutQuery(url: string): string {
  return url.split('?', 1)[0] ?? url
}
