import {readdir, readFile} from 'node:fs/promises'
import path from 'node:path'

/** One thing that a process did: it changed a file of the store, or acknowledged an event. */
export type Step =
  | {readonly kind: 'write'; readonly file: string; readonly at: number; readonly bytes: Buffer}
  | {readonly kind: 'truncate'; readonly file: string; readonly length: number}
  | {readonly kind: 'sync'; readonly file: string}
  | {readonly kind: 'acknowledged'; readonly eventId: string}

/** Arguments for `strace`, so that `readTrace` can read what it writes to `prefix`. */
export function straceArguments(prefix: string): string[] {
  const calls = 'pwrite64,fsync,fdatasync,ftruncate,write,writev,sendto,sendmsg'
  return [
    '-ff',
    '-qq',
    '-y',
    '-xx',
    '-s',
    '200000',
    '-e',
    `trace=${calls}`,
    '-e',
    'signal=none',
    '-o',
    prefix,
  ]
}

/** The steps of the busiest thread, the main one: it runs both SQLite and Node's sockets. */
export async function readTrace(folder: string, store: string): Promise<Step[]> {
  const names = (await readdir(folder)).filter((name) => name.startsWith('trace.'))
  const perThread = await Promise.all(
    names.map(async (name) => stepsOf(await readFile(path.join(folder, name), 'latin1'), store)),
  )
  return perThread.toSorted((a, b) => b.length - a.length)[0] ?? []
}

function stepsOf(trace: string, store: string): Step[] {
  return trace.split('\n').flatMap((line) => stepOf(line, store) ?? [])
}

const CALL = /^(\w+)\(\d+<(.*?)>(.*)\) += (-?\d+)/

function stepOf(line: string, store: string): Step | undefined {
  const [, call = '', hexFile = '', rest = '', result = ''] = CALL.exec(line) ?? []
  if (call === '' || result.startsWith('-')) return undefined
  const file = hexFile.startsWith('\\x') ? unescape(hexFile).toString() : hexFile
  const isStoreFile = file === store || file === `${store}-wal`
  switch (call) {
    case 'pwrite64': {
      const [, data = '', at = ''] = /^, "(.*)", \d+, (\d+)$/.exec(rest) ?? []
      return isStoreFile ? {kind: 'write', file, at: Number(at), bytes: unescape(data)} : undefined
    }
    case 'ftruncate':
      return isStoreFile ? {kind: 'truncate', file, length: Number(rest.slice(2))} : undefined
    case 'fsync':
    case 'fdatasync':
      return isStoreFile ? {kind: 'sync', file} : undefined
    default: {
      const text = [...rest.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map(([, data = '']) =>
        unescape(data).toString(),
      )
      const [, eventId] = /HTTP\/1\.1 202[^]*?"id":"(evt_[^"]+)"/.exec(text.join('')) ?? []
      return eventId === undefined ? undefined : {kind: 'acknowledged', eventId}
    }
  }
}

function unescape(text: string): Buffer {
  return Buffer.from(text.replaceAll('\\x', ''), 'hex')
}

/** A disk that may lose whatever was not synced when the power is cut. */
export class ForgetfulDisk {
  readonly #synced = new Map<string, Buffer>()
  readonly #pending = new Map<string, Step[]>()

  apply(step: Step): void {
    if (step.kind === 'acknowledged') return
    const pending = this.#pending.get(step.file) ?? []
    if (step.kind !== 'sync') {
      pending.push(step)
      this.#pending.set(step.file, pending)
      return
    }
    const before = this.#synced.get(step.file) ?? Buffer.alloc(0)
    this.#synced.set(step.file, pending.reduce(write, before))
    this.#pending.delete(step.file)
  }

  /**
   * The files after a power cut. A write that was not synced may have reached the disk anyway, or
   * only its beginning: `share` returns how much of each one did, from 0 to 1.
   */
  afterPowerCut(share: () => number): Map<string, Buffer> {
    const files = new Map(this.#synced)
    for (const [file, pending] of this.#pending) {
      const lucky = pending.flatMap((step) => torn(step, share()) ?? [])
      files.set(file, lucky.reduce(write, copyOf(files.get(file) ?? Buffer.alloc(0))))
    }
    return files
  }
}

/** The part of a step that reached the disk; a truncation happens completely or not at all. */
function torn(step: Step, share: number): Step | undefined {
  if (share === 1) return step
  if (share === 0 || step.kind !== 'write') return undefined
  return {...step, bytes: step.bytes.subarray(0, Math.floor(share * step.bytes.length))}
}

/** Writes into the given buffer if it is long enough. */
function write(content: Buffer, step: Step): Buffer {
  if (step.kind === 'truncate') return resized(content, step.length)
  if (step.kind !== 'write') return content
  const end = step.at + step.bytes.length
  const grown = end > content.length ? resized(content, end) : content
  step.bytes.copy(grown, step.at)
  return grown
}

/** Fills up with zeros. Reserves space, so that a growing log is not copied every time. */
function resized(content: Buffer, length: number): Buffer {
  if (length < content.length) return copyOf(content.subarray(0, length))
  if (content.byteOffset === 0 && content.buffer.byteLength >= length) {
    return Buffer.from(content.buffer, 0, length)
  }
  const grown = Buffer.alloc(2 * length)
  content.copy(grown)
  return grown.subarray(0, length)
}

function copyOf(content: Buffer): Buffer {
  const copy = Buffer.alloc(content.length)
  content.copy(copy)
  return copy
}
