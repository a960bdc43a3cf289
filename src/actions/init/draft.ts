import {isLoopbackName} from '../../core/net/loopback.ts'
import type {NewWebhook} from '../../core/webhook.ts'
import {askForKind} from '../../prompts/init.ts'
import {askForEvents, askForProvider, askForUrl} from '../../prompts/new-webhook.ts'
import {checkUrl} from '../../providers/rules/checks.ts'
import type {Provider} from '../../providers/provider.ts'
import {findProviderOfEvents} from '../target/catalogue.ts'
import type {Place, Wizard} from './place.ts'
import {completeWebhook} from '../webhooks/complete.ts'
import {isGatewayError, probeReceiver} from '../receivers/probe-receiver.ts'

export type Draft = {readonly wanted: NewWebhook; readonly provider: Provider}

/**
 * The webhook to create. Asks for whatever the flags do not give.
 *
 * @throws HooksError usage
 */
export async function draftWebhook(place: Place, wizard: Wizard): Promise<Draft> {
  const {flags, context} = wizard
  const provider = await chooseProvider(place, wizard)
  const url = await chooseUrl(provider, place, wizard)
  const known = flags.events
  const isAsked = known.length === 0 && provider.events.canFilter && context.isInteractive
  const kind =
    isAsked && flags.kind === undefined
      ? await askForKind(await context.prompter(), provider)
      : flags.kind
  const events = isAsked ? await askForEvents(await context.prompter(), provider, kind) : known
  const draft = {
    url,
    events,
    takesPatterns: place.vendor === undefined,
    kind,
    scope: place.selection.scope?.value,
    secret: undefined,
    options: flags.option ?? [],
  }
  return {wanted: await completeWebhook(draft, [provider], context), provider}
}

async function chooseProvider({providers}: Place, {flags, context}: Wizard): Promise<Provider> {
  const {events} = flags
  const [only, another] = providers
  if (only !== undefined && another === undefined) return only
  if (events.length > 0 || !context.isInteractive) return findProviderOfEvents(events, providers)
  return askForProvider(await context.prompter(), providers)
}

/** Asks for another URL until one answers or the user decides to use it anyway. */
async function chooseUrl(provider: Provider, place: Place, wizard: Wizard): Promise<string> {
  const {flags, context, connection, say} = wizard
  for (let given = flags.url; ; given = undefined) {
    const url = given ?? (await askForUrl(await context.prompter(), provider))
    checkUrl(provider, url)
    if (!flags.probe) return url
    const {isGood, message} = await probeUrl(url, place, connection.network)
    say(message)
    if (isGood || flags.yes || !context.isInteractive) return url
    const prompter = await context.prompter()
    if (await prompter.confirm({message: 'Use this URL anyway?'})) return url
  }
}

/** Whether deliveries can reach the URL, as a sentence. Its query is hidden: it may hold a token. */
async function probeUrl(url: string, {vendor}: Place, network: Wizard['connection']['network']) {
  const shownUrl = url.split('?', 1)[0] ?? url
  const host = URL.canParse(url) ? new URL(url).hostname : ''
  if (vendor !== undefined && isLoopbackName(host)) {
    return {
      isGood: false,
      message: `${vendor.label} cannot reach ${shownUrl}: it is a loopback address.`,
    }
  }
  const probe = await probeReceiver(url, network)
  if (probe.kind === 'failed') {
    const help = probe.hint === undefined ? '' : ` To trust it: ${probe.hint}`
    return {isGood: false, message: `${shownUrl} is unreachable: ${probe.reason}.${help}`}
  }
  const isGood = !isGatewayError(probe.code)
  return {isGood, message: `${shownUrl} answered HEAD with ${probe.code} in ${probe.ms} ms.`}
}
