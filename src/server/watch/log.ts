import {pino, type Logger} from 'pino'

export type {Logger} from 'pino'

/** `json` for machines, `pretty` for a terminal; both go to stderr. */
export type LogFormat = 'json' | 'pretty' | 'silent'

const STDERR = 2

/** Where log lines go; standard error by default. */
export type LogStream = {write(line: string): void}

/**
 * Structured logs. Secrets are never logged as fields, and the usual fields for them are removed;
 * `clean` masks known secrets in each line.
 */
export function createLogger(
  format: LogFormat,
  stream?: LogStream,
  clean: (line: string) => string = (line) => line,
): Logger {
  const level = format === 'silent' ? 'silent' : 'info'
  const redact = {
    paths: ['*.authorization', '*.apiKey', '*.secret', '*.signingSecret'],
    remove: true,
  }
  if (format === 'pretty') {
    const lines = stream ?? process.stderr
    return pino({level, redact}, {write: (line) => void lines.write(formatPretty(clean(line)))})
  }
  return pino(
    {level, redact, timestamp: pino.stdTimeFunctions.isoTime, hooks: {streamWrite: clean}},
    stream ?? pino.destination({dest: STDERR, sync: true}),
  )
}

/** The same log for warnings and errors only: for libraries that log by themselves. */
export function createProblemLogger(logger: Logger): Logger {
  return logger.child({}, {level: logger.isLevelEnabled('warn') ? 'warn' : 'silent'})
}

/** `14:02:11  message  field=value …` */
function formatPretty(line: string): string {
  const {time, msg, level, pid: _pid, hostname: _host, err, ...fields} = JSON.parse(line)
  const clock = new Date(time).toTimeString().slice(0, 8)
  const pairs = Object.entries(fields).map(
    ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  )
  const problem = err === undefined ? [] : [`error=${JSON.stringify(err.message)}`]
  const mark = level >= WARN ? '! ' : ''
  return `${[clock, `${mark}${msg}`, ...pairs, ...problem].join('  ')}\n`
}

/** pino's number for warnings; errors have higher ones. */
const WARN = 40
