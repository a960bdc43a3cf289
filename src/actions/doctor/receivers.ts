import {isLoopbackName} from '../../core/net/loopback.ts'
import type {Network} from '../../core/net/network.ts'
import type {Webhook} from '../../core/webhook.ts'
import {createFailure, createOk, createWarning, type Finding, type Reached} from './finding.ts'
import {isGatewayError, probeReceiver} from '../receivers/probe-receiver.ts'

/** Probes under way at once. */
const PARALLEL = 8
/** Checks whether the receiver of each webhook answers. Each URL is probed once per profile. */
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
    const found = some.map(({target, webhook}) => examineReceiver(target, webhook, network))
    findings.push(...(await Promise.all(found)))
  }
  return findings
}

async function examineReceiver(
  {profile, label, sendsFromHere}: Reached,
  {id, url}: Webhook,
  network: Network | undefined,
): Promise<Finding> {
  const check = `receiver ${id}`
  const shown = omitQuery(url)
  const elsewhere = `hooks update ${id} --url URL --profile ${profile}`
  if (!sendsFromHere && isPrivate(url)) {
    return createFailure(
      check,
      `${label} cannot reach ${shown}: it is a private address`,
      `use a public URL: ${elsewhere}`,
    )
  }
  const probe = await probeReceiver(url, network)
  if (probe.kind === 'failed') {
    const hint = probe.hint ?? `start the receiver, or change the URL: ${elsewhere}`
    return createFailure(check, `${shown}: ${probe.reason}`, hint)
  }
  if (isGatewayError(probe.code)) {
    const hint = `check the server behind it, or change the URL: ${elsewhere}`
    return createWarning(check, `${shown} answers ${probe.code}`, hint)
  }
  return createOk(check, `${shown} answers in ${probe.ms} ms`)
}

/** Judges by the hostname alone: it may resolve differently elsewhere. */
function isPrivate(url: string): boolean {
  if (!URL.canParse(url)) return false
  const {hostname} = new URL(url)
  return (
    isLoopbackName(hostname) ||
    /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.)/.test(hostname)
  )
}

/** Query strings of receiver URLs may contain tokens. */
function omitQuery(url: string): string {
  return url.split('?', 1)[0] ?? url
}
