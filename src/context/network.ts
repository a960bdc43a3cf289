import {readFile} from 'node:fs/promises'
import {setTimeout as sleep} from 'node:timers/promises'
import {findErrorCode, HooksError} from '../core/errors.ts'
import type {Network} from '../core/net/network.ts'
import {parseDuration} from '../core/duration.ts'
import {escapeInvisible} from '../core/masking/visible.ts'
import type {Context} from './context.ts'
import type {StopSignal} from './stop-signal.ts'

export type NetworkFlags = {
  readonly debug: boolean
  readonly ca: string | undefined
  /** A duration as typed: `60s`. */
  readonly wait: string
  /** Its flag, or the environment variable in commands where the flag means something else. */
  readonly waitName: string
}

const CERTIFICATE = '-----BEGIN CERTIFICATE-----'

/**
 * The network settings of this run. `talk` receives messages for the user, such as waits.
 *
 * @throws HooksError usage, if a duration or the file of certificates is invalid
 */
export async function readNetwork(
  {debug, ca, wait, waitName}: NetworkFlags,
  {env, stderr, createStopSignal}: Context,
  talk: (message: string) => void,
): Promise<Network> {
  return {
    proxies: env.proxies,
    waitMs: parseDuration(wait, waitName),
    waitSetting: waitName.startsWith('--') ? `${waitName} ` : `${waitName}=`,
    onWait: talk,
    pause: (ms) => pauseUnlessStopped(ms, createStopSignal()),
    ...(ca === undefined ? {} : {ca: await readAuthority(ca)}),
    // Printed even with --json: debug output was requested, and goes to stderr.
    ...(debug ? {trace: (line: string) => stderr.write(`${escapeInvisible(line)}\n`)} : {}),
  }
}

/** @throws HooksError cancelled, at the first SIGINT or SIGTERM */
async function pauseUnlessStopped(ms: number, stopSignal: StopSignal): Promise<void> {
  using stop = stopSignal
  await sleep(ms, undefined, {signal: stop.signal}).catch(() => {
    throw new HooksError('cancelled', 'interrupted while waiting for a rate limit')
  })
}

async function readAuthority(file: string): Promise<string> {
  const hint = 'give --ca a file of certificates in PEM format'
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    const code = findErrorCode(error)
    throw new HooksError('usage', `cannot read ${file}${code && ` (${code})`}`, {
      hint,
      cause: error,
    })
  })
  if (text.includes(CERTIFICATE) && isValidCertificate(text)) return text
  throw new HooksError('usage', `${file} contains no valid certificate`, {hint})
}

function isValidCertificate(pem: string): boolean {
  const {X509Certificate} = process.getBuiltinModule('node:crypto')
  try {
    return new X509Certificate(pem).subject !== undefined
  } catch {
    return false
  }
}
