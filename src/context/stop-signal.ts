export type StopSignal = Disposable & {
  /** Aborts at the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal
}

/** Catches the first SIGINT or SIGTERM until disposed; a second one ends the process as usual. */
export function createStopSignal(): StopSignal {
  const stopping = new AbortController()
  const release = () => {
    process.off('SIGINT', stop)
    process.off('SIGTERM', stop)
  }
  const stop = () => {
    release()
    stopping.abort()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  return {signal: stopping.signal, [Symbol.dispose]: release}
}
