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

/** Says that the server answers: to people on stderr, to scripts as one JSON line or a file. */
export async function announce(server: RunningServer, announcement: Announcement): Promise<void> {
  const ready = {url: server.url, pid: process.pid}
  const {store, format, readyFile, context} = announcement
  if (readyFile !== undefined) await writeReadyFile(readyFile, ready)
  if (isMachineFormat(format)) context.stdout.write(`${JSON.stringify(ready)}\n`)
  else context.stderr.write(`hooks serves ${server.url}, store ${store}. Ctrl-C stops it.\n`)
}

export type Serving = {
  readonly context: Context
  readonly demo: boolean
  readonly key: string
  readonly bin: string
  /** Ends it. */
  readonly signal: AbortSignal
}

/** Resolves once the signal has fired, the demo is over and the server has stopped. */
export async function untilStopped(server: RunningServer, serving: Serving): Promise<void> {
  const {demo, key, bin, signal, context} = serving
  if (demo) {
    const say = (line: string) => context.stderr.write(`${line}\n`)
    await runDemo({url: server.url, key, bin, say, signal})
  }
  if (!signal.aborted) await once(signal, 'abort')
  await server.stop()
}
