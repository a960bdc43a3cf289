import {ENVIRONMENT, EXIT_STATUSES} from './reference.ts'

const WIDTH = 80
const INDENT = '  '

/** A script that tests a receiver. One of the tests runs it. */
export const SCRIPT_EXAMPLE = `export HOOKS_SERVER_KEY=$(openssl rand -hex 24)
hooks serve --store memory: --quiet --ready-file ready.json &
server=$!
until [ -e ready.json ]; do sleep 0.1; done
hooks create --events video.source.recorded --url http://localhost:3000/in
hooks trigger video.source.recorded || echo "the receiver failed: $?"
kill $server && wait $server`

/** The end of the first page of help: what a script needs to know. */
export function formatScriptHelp(): string[] {
  const statuses = EXIT_STATUSES.map(({status, meaning}) => [String(status), meaning] as const)
  const variables = ENVIRONMENT.map(({name, meaning}) => [name, meaning] as const)
  return [
    `IN SCRIPTS\n${formatProse(IN_SCRIPTS)}\n\n${indent(SCRIPT_EXAMPLE)}`,
    `OUTPUT\n${formatProse(OUTPUT)}`,
    `CREDENTIALS\n${formatProse(CREDENTIALS)}`,
    `EXIT STATUS\n${formatTable(statuses)}`,
    `ENVIRONMENT\n${formatTable(variables)}`,
  ]
}

const IN_SCRIPTS =
  'Without a terminal, hooks never prompts: it names the missing flag and exits 2; --yes confirms in advance. serve writes {"url","pid"} to --ready-file once it is ready, and stops cleanly on SIGINT or SIGTERM. trigger waits for the receivers, and its exit status says how they responded.'
const OUTPUT =
  'Results go to stdout, messages to stderr. --output table|tsv|json|ndjson|csv sets the format; the default is table on a terminal and tsv in a pipe. --json is short for --output json, and prints an error as one line of JSON on stderr: {"error":{"code","message","hint","exit"}}.'
const CREDENTIALS =
  'The local server and its clients on this machine share a key automatically, or use HOOKS_SERVER_KEY. A vendor is contacted only if --profile or HOOKS_PROFILE names it, with credentials from the variables below or stored by login: hooks login --profile apivideo --key-file FILE.'

function formatTable(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length).filter((length) => length <= 26))
  return rows
    .map(([name, meaning]) => {
      const lines = wrap(meaning, WIDTH - INDENT.length * 2 - width)
      const [first = '', ...rest] = name.length > width ? ['', ...lines] : lines
      const start = `${INDENT}${name.padEnd(width)}${INDENT}${first}`.trimEnd()
      return [start, ...rest.map((line) => `${' '.repeat(width + 4)}${line}`)].join('\n')
    })
    .join('\n')
}

function formatProse(text: string): string {
  return wrap(text, WIDTH - INDENT.length)
    .map((line) => INDENT + line)
    .join('\n')
}

function indent(lines: string): string {
  return lines.replaceAll(/^/gm, `${INDENT}${INDENT}`)
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const line = lines.at(-1)
    if (line !== undefined && line.length + 1 + word.length <= width) {
      lines[lines.length - 1] = `${line} ${word}`
    } else lines.push(word)
  }
  return lines
}
