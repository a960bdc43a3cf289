import {once} from 'node:events'
import type {RunningServer} from '../../runtime/index.ts'
import {runDemo} from './demo.ts'
import {isMachineFormat, type OutputFormat} from '../../context/output-format.ts'
import type {Context} from '../../context/context.ts'
import {writeReadyFile} from '../../context/ready-file.ts'

export type Announcement = {
  readonly context: Context
  readonly store: string
  readonly format: OutputFormat
  readonly readyFile: string | undefined
}

/**
 * Announces that the server is ready: to people on stderr, to scripts as one line of JSON or a
 * file.
 */
export async function announce(server: RunningServer, announcement: Announcement): Promise<void> {
  const {store, format, readyFile, context} = announcement
  const ready = {url: server.url, pid: context.process.pid}
  if (readyFile !== undefined) await writeReadyFile(readyFile, ready)
  if (isMachineFormat(format)) context.stdout.write(`${JSON.stringify(ready)}\n`)
  else
    context.stderr.write(
      `hooks is listening on ${server.url}, store ${store}. Press Ctrl-C to stop.\n`,
    )
}

export type Serving = {
  readonly context: Context
  readonly demo: boolean
  readonly key: string
  readonly bin: string
  /** Stops the server. */
  readonly signal: AbortSignal
}

/** Resolves after the signal has fired, the demo has ended and the server has stopped. */
export async function runUntilStopped(server: RunningServer, serving: Serving): Promise<void> {
  const {demo, key, bin, signal, context} = serving
  if (demo) {
    const say = (line: string) => context.stderr.write(`${line}\n`)
    await runDemo({url: server.url, key, bin, say, now: context.now, signal})
  }
  if (!signal.aborted) await once(signal, 'abort')
  await server.stop()
}
