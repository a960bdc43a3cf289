import {defined} from '../core/defined.ts'
import {performance} from 'node:perf_hooks'
import {StringDecoder} from 'node:string_decoder'
import type {Dispatcher} from 'undici'
import type {Answer, Outcome} from '../core/delivery.ts'
import {failureOf} from './failure-reason.ts'

/** What exchanges have in common: made once, not for each. */
export type ExchangeOptions = {
  /** Of the answer's body that are read before the connection is given up. */
  readonly maxBodyBytes: number
  /** Of the answer's body that are kept. */
  readonly keptBodyBytes: number
  /** Told when the request begins to be written. */
  onStart(exchange: Exchange): void
  /** Told when the answer's status line and headers are here. */
  onHeaders(exchange: Exchange): void
  /** Told once, whatever happens. */
  onEnd(exchange: Exchange): void
}

/**
 * One request and its answer, put together from what undici reports. It stands where streams
 * and promises would, because thousands of these run in a second.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  /** What may end the exchange early. */
  readonly cancel: AbortSignal | undefined
  readonly #options: ExchangeOptions
  readonly #done: (outcome: Outcome) => void
  readonly #startedAt = performance.now()
  readonly #chunks: Buffer[] = []
  #length = 0
  #code = 0
  #headers: Answer['headers'] | undefined
  #controller: Dispatcher.DispatchController | undefined
  #ended = false

  constructor(
    options: ExchangeOptions,
    cancel: AbortSignal | undefined,
    done: (outcome: Outcome) => void,
  ) {
    this.#options = options
    this.cancel = cancel
    this.#done = done
  }

  /** Ends it now; what the answer said so far counts. */
  stop(reason: Error): void {
    this.#end(reason)
    this.#controller?.abort(reason)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#ended) controller.abort(new StoppedError())
    else this.#options.onStart(this)
  }

  /** Also told of each 1xx, which says nothing yet. */
  onResponseStart(
    _controller: Dispatcher.DispatchController,
    code: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    if (code < 200) return
    this.#code = code
    // undici leaves a header out rather than giving it without a value.
    this.#headers = headers as Answer['headers']
    this.#options.onHeaders(this)
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const {maxBodyBytes, keptBodyBytes} = this.#options
    if (this.#length < keptBodyBytes) this.#chunks.push(chunk)
    this.#length += chunk.length
    if (this.#length <= maxBodyBytes) return
    this.#end(undefined, 'too_large')
    controller.abort(new StoppedError())
  }

  onResponseEnd(): void {
    this.#end()
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    this.#end(error)
  }

  /** The status line has decided already: a body that breaks off is only noted. */
  #end(error?: Error, bodyProblem?: string): void {
    if (this.#ended) return
    this.#ended = true
    this.#options.onEnd(this)
    const durationMs = performance.now() - this.#startedAt
    const failure = error === undefined ? undefined : failureOf(error)
    if (this.#headers === undefined) {
      this.#done({kind: 'failed', reason: 'bad_answer', ...failure, durationMs})
      return
    }
    const bodyError = bodyProblem ?? failure?.reason
    const body = this.#body()
    const answer = {headers: this.#headers, body, ...defined({bodyError})}
    this.#done({kind: 'answered', code: this.#code, answer, durationMs})
  }

  /** What is kept of the body; never half a character at the cut. */
  #body(): string {
    const {keptBodyBytes} = this.#options
    if (this.#length === 0) return ''
    const bytes = Buffer.concat(this.#chunks)
    if (bytes.length <= keptBodyBytes) return bytes.toString('utf8')
    return new StringDecoder('utf8').write(bytes.subarray(0, keptBodyBytes))
  }
}

class StoppedError extends Error {
  override readonly name = 'StoppedError'
}
