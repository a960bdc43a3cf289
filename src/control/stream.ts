import {defined} from '../core/defined.ts'
import type {IncomingMessage} from 'node:http'
import {createParser, type EventSourceMessage} from 'eventsource-parser'
import {Check} from 'typebox/value'
import {HooksError} from '../core/errors.ts'
import {readEmpty} from './answer.ts'
import type {ControlOptions} from './options.ts'
import {openResponse, readText} from '../http/request.ts'
import {WireStreamItem, type WireStreamFilter} from '../wire/stream.ts'

export type StreamOptions = {
  readonly filter?: WireStreamFilter
  /** The id of the last item seen: the items after it come first. */
  readonly after?: string | undefined
  /** Ends the stream. */
  readonly signal?: AbortSignal
}

export type Streamed = {readonly id: string; readonly item: WireStreamItem}

const TIMEOUT_MS = 10_000

/** Far longer than any item: even a webhook comes from a request of at most 1 MiB. */
const MAX_EVENT_CHARACTERS = 4 * 1024 * 1024

/**
 * Changes on a server as they happen; ends when the server stops or when `signal` fires. Resolves
 * once the server has opened the stream: it has every change from then on.
 *
 * @throws HooksError unreachable, unauthorized; usage, when the filter is invalid
 */
export async function openStream(
  {url, key, network}: ControlOptions,
  {filter = {}, after, signal}: StreamOptions = {},
): Promise<AsyncIterable<Streamed>> {
  const target = new URL(`${url}/_hooks/v1/stream`)
  for (const [name, value] of Object.entries(filter)) target.searchParams.set(name, value)
  const headers = {
    accept: 'text/event-stream',
    ...(key === undefined ? {} : {authorization: `Bearer ${key}`}),
    ...defined({'last-event-id': after}),
  }
  const incoming = await openResponse(
    {method: 'GET', url: target, headers, body: '', timeoutMs: TIMEOUT_MS, network},
    signal,
  )
  const {statusCode: status = 0} = incoming
  if (status >= 400) readEmpty({status, text: await readText(incoming)}, target.origin)
  return readItems(incoming, signal)
}

async function* readItems(
  incoming: IncomingMessage,
  signal?: AbortSignal,
): AsyncGenerator<Streamed> {
  const messages: EventSourceMessage[] = []
  const parser = createParser({
    maxBufferSize: MAX_EVENT_CHARACTERS,
    onEvent: (message) => void messages.push(message),
    onError(error) {
      // The parser skips other invalid input, as the standard requires.
      if (error.type === 'max-buffer-size-exceeded') throw error
    },
  })
  incoming.setEncoding('utf8')
  try {
    for await (const chunk of incoming) {
      parser.feed(String(chunk))
      for (const message of messages.splice(0)) yield* parseItem(message)
    }
  } catch (error) {
    if (signal?.aborted !== true)
      throw new HooksError('unreachable', 'the stream was interrupted', {cause: error})
  }
}

/** Empty for an item of a type that only a later version knows. */
function parseItem({id = '', data}: EventSourceMessage): Streamed[] {
  const item: unknown = JSON.parse(data)
  return Check(WireStreamItem, item) ? [{id, item}] : []
}
