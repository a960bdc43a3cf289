import {ENVIRONMENT, EXIT_STATUSES} from './reference.ts'

const WIDTH = 80
const INDENT = '  '

/** A script that tests a receiver; a test runs it. */
export const SCRIPT_EXAMPLE = `export HOOKS_SERVER_KEY=$(openssl rand -hex 24)
hooks serve --store memory: --quiet --ready-file ready.json &
server=$!
until [ -e ready.json ]; do sleep 0.1; done
hooks create --events video.source.recorded --url http://localhost:3000/in
hooks trigger video.source.recorded || echo "the receiver failed: $?"
kill $server && wait $server`

/** What a script must know: the first page of help ends with it. */
export function scriptHelp(): string[] {
  const statuses = EXIT_STATUSES.map(({status, meaning}) => [String(status), meaning] as const)
  const variables = ENVIRONMENT.map(({name, meaning}) => [name, meaning] as const)
  return [
    `IN SCRIPTS\n${prose(IN_SCRIPTS)}\n\n${indented(SCRIPT_EXAMPLE)}`,
    `OUTPUT\n${prose(OUTPUT)}`,
    `CREDENTIALS\n${prose(CREDENTIALS)}`,
    `EXIT STATUS\n${table(statuses)}`,
    `ENVIRONMENT\n${table(variables)}`,
  ]
}

const IN_SCRIPTS =
  'Off a terminal nothing is asked: a missing flag is named, and the exit status is 2; --yes agrees in advance. serve writes {"url","pid"} to --ready-file once it answers, and ends well on SIGINT or SIGTERM. trigger waits for the receivers and exits as they answered.'
const OUTPUT =
  'stdout holds the answer, stderr what is said about it. --output table|tsv|json|ndjson|csv chooses the form: a table on a terminal, tsv in a pipe. --json is --output json, and turns an error into one line of JSON on stderr: {"error":{"code","message","hint","exit"}}.'
const CREDENTIALS =
  'The local server and its clients on this machine share a key by themselves, or HOOKS_SERVER_KEY. A vendor is reached only where --profile or HOOKS_PROFILE names it, with the variables below, or with what login stored: hooks login --profile apivideo --key-file FILE.'

function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length).filter((length) => length <= 26))
  return rows
    .map(([name, meaning]) => {
      const lines = wrapped(meaning, WIDTH - INDENT.length * 2 - width)
      const [first = '', ...rest] = name.length > width ? ['', ...lines] : lines
      const start = `${INDENT}${name.padEnd(width)}${INDENT}${first}`.trimEnd()
      return [start, ...rest.map((line) => `${' '.repeat(width + 4)}${line}`)].join('\n')
    })
    .join('\n')
}

function prose(text: string): string {
  return wrapped(text, WIDTH - INDENT.length)
    .map((line) => INDENT + line)
    .join('\n')
}

function indented(lines: string): string {
  return lines.replaceAll(/^/gm, `${INDENT}${INDENT}`)
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const line = lines.at(-1)
    if (line !== undefined && line.length + 1 + word.length <= width) {
      lines[lines.length - 1] = `${line} ${word}`
    } else lines.push(word)
  }
  return lines
}
