import type {Network} from '../core/net/network.ts'
import {HttpClient} from '../http/client.ts'

/** The time at a platform, and how long the response took; undefined if it does not say. */
export function askPlatformTime(
  {baseUrl, label}: {baseUrl: string; label: string},
  network: Network | undefined,
): Promise<{date: Date; tookMs: number} | undefined> {
  return new HttpClient({baseUrl, label, network, retryDelaysMs: []}).askTime('/')
}
