import {readFile} from 'node:fs/promises'
import {setTimeout as passed} from 'node:timers/promises'
import {HooksError} from '../core/errors.ts'
import type {Network} from '../core/net/network.ts'
import {parseDuration} from '../core/duration.ts'
import {stopSignal} from './stop-signal.ts'
import {visible} from '../core/masking/visible.ts'
import type {Context} from './context.ts'

export type NetworkFlags = {
  readonly debug: boolean
  readonly ca: string | undefined
  /** As typed: `60s`. */
  readonly wait: string
  /** What sets it: a flag, or a variable where that flag means something else. */
  readonly waitName: string
}

const CERTIFICATE = '-----BEGIN CERTIFICATE-----'

/**
 * How the requests of this run travel. `talk` hears what a person may want to know meanwhile.
 *
 * @throws HooksError usage, when a length of time or the file of an authority is none
 */
export async function readNetwork(
  {debug, ca, wait, waitName}: NetworkFlags,
  {env, stderr}: Context,
  talk: (message: string) => void,
): Promise<Network> {
  return {
    proxies: env.proxies,
    waitMs: parseDuration(wait, waitName),
    waitSetting: waitName.startsWith('--') ? `${waitName} ` : `${waitName}=`,
    onWait: talk,
    pause: pauseUnlessStopped,
    ...(ca === undefined ? {} : {ca: await readAuthority(ca)}),
    // Asked for by name, and so said to machines too: what they read is on stdout.
    ...(debug ? {trace: (line: string) => stderr.write(`${visible(line)}\n`)} : {}),
  }
}

/** @throws HooksError cancelled, at the first SIGINT or SIGTERM */
async function pauseUnlessStopped(ms: number): Promise<void> {
  using stop = stopSignal()
  await passed(ms, undefined, {signal: stop.signal}).catch(() => {
    throw new HooksError('cancelled', 'interrupted while a rate limit was sat out')
  })
}

async function readAuthority(file: string): Promise<string> {
  const hint = 'give --ca a file with certificates in PEM form'
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
    throw new HooksError('usage', `cannot read ${file}${code}`, {hint, cause: error})
  })
  if (text.includes(CERTIFICATE) && isReadable(text)) return text
  throw new HooksError('usage', `${file} holds no certificate`, {hint})
}

function isReadable(pem: string): boolean {
  const {X509Certificate} = process.getBuiltinModule('node:crypto')
  try {
    return new X509Certificate(pem).subject !== undefined
  } catch {
    return false
  }
}
