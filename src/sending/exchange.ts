import {defined} from '../core/defined.ts'
import {performance} from 'node:perf_hooks'
import {StringDecoder} from 'node:string_decoder'
import type {Dispatcher} from 'undici'
import type {Answer, Outcome} from '../core/delivery.ts'
import {toFailure} from './failure-reason.ts'

/** Options that all exchanges of a sender share, created only once. */
export type ExchangeOptions = {
  /** The most bytes of the response body to read before the connection is closed. */
  readonly maxBodyBytes: number
  /** How many bytes of the response body to keep. */
  readonly keptBodyBytes: number
  /** Called when undici starts to write the request. */
  onStart(exchange: Exchange): void
  /** Called when the response's status line and headers have arrived. */
  onHeaders(exchange: Exchange): void
  /** Called exactly once, whatever happens. */
  onEnd(exchange: Exchange): void
}

/**
 * A request and its response, assembled from undici's callbacks. It avoids streams and promises,
 * because thousands of exchanges run per second.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  /** Ends the exchange early when it is aborted. */
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

  /** Ends the exchange now; the part of the response that has arrived counts. */
  stop(reason: Error): void {
    this.#end(reason)
    this.#controller?.abort(reason)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#ended) controller.abort(new StoppedError())
    else this.#options.onStart(this)
  }

  /** Also called for 1xx responses, which are not final. */
  onResponseStart(
    _controller: Dispatcher.DispatchController,
    code: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    if (code < 200) return
    this.#code = code
    // The cast is safe: undici never passes a header without a value.
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

  /** Once the headers have arrived, an incomplete body no longer changes the outcome. */
  #end(error?: Error, bodyProblem?: string): void {
    if (this.#ended) return
    this.#ended = true
    this.#options.onEnd(this)
    const durationMs = performance.now() - this.#startedAt
    const failure = error === undefined ? undefined : toFailure(error)
    if (this.#headers === undefined) {
      this.#done({kind: 'failed', reason: 'bad_answer', ...failure, durationMs})
      return
    }
    const bodyError = bodyProblem ?? failure?.reason
    const body = this.#readBody()
    const answer = {headers: this.#headers, body, ...defined({bodyError})}
    this.#done({kind: 'answered', code: this.#code, answer, durationMs})
  }

  /** The kept part of the body; never ends in the middle of a character. */
  #readBody(): string {
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
