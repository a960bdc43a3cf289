import {defined} from '../../core/defined.ts'
import type {Network} from '../../core/net/network.ts'
import type {Sender} from '../../sending/send.ts'
import {MAX_TIMER_MS} from '../../core/limits.ts'

/**
 * A sender for requests from the user's own machine: to any address, including private ones, never
 * through a proxy, and with one time limit, in milliseconds, for an exchange as a whole. The caller
 * has to close it.
 *
 * The HTTP client is loaded on demand: most commands send nothing to a receiver.
 */
export async function openSender(timeoutMs: number, {ca}: Network = {}): Promise<Sender> {
  const {SEND_LIMITS, Sender} = await import('../../sending/send.ts')
  const totalMs = Math.min(timeoutMs, MAX_TIMER_MS)
  const limits = {...SEND_LIMITS, connectMs: totalMs, headersMs: totalMs, totalMs}
  return new Sender({policy: 'any', limits, ...defined({ca})})
}
